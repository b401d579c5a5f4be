package dev.wharf.server.metrics;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.Ledger;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.ServiceCounters;
import dev.wharf.engine.job.JobFailures;
import dev.wharf.engine.job.PeriodicJobs;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Gives names to what the engine and the game count anyway: nothing here costs until somebody
/// looks.
final class ServerMeters {
  /// A connection that was accepted cannot end for these reasons.
  private static final EnumSet<CloseReason> OF_OUTGOING =
      EnumSet.of(CloseReason.CONNECT_FAILED, CloseReason.CONNECT_TIMEOUT);

  private final MeterRegistry registry;

  /// The names of the queues whose failures are shown already.
  private final Set<String> queues = ConcurrentHashMap.newKeySet();

  ServerMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void addConnections(ServerService service) {
    gauge("wharf.sessions", "Sessions at this moment", service, ServerService::sessionCount);
    ServiceCounters counters = service.counters();
    counter(
        "wharf.accepts", "Connections accepted and let in", counters, ServiceCounters::accepted);
    counter(
        "wharf.accept.failures",
        "Accepts that failed: mostly for want of a file descriptor",
        counters,
        ServiceCounters::acceptFailures);
    refused("full", counters, ServiceCounters::refusedFull);
    refused("address", counters, ServiceCounters::refusedByAddress);
    for (CloseReason reason : EnumSet.complementOf(OF_OUTGOING)) {
      FunctionCounter.builder("wharf.closes", counters, from -> from.closed(reason))
          .description("Sessions that ended, by reason")
          .tag("reason", reason.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  void addTraffic(ServiceCounters counters) {
    counter("wharf.bytes.received", "Bytes received", counters, ServiceCounters::bytesReceived);
    counter("wharf.bytes.sent", "Bytes sent", counters, ServiceCounters::bytesSent);
    counter(
        "wharf.packets.dropped",
        "Packets dropped because their reader was too slow",
        counters,
        ServiceCounters::dropped);
    counter(
        "wharf.packets.replaced",
        "Packets that took the place of an older one of the same key, which still waited",
        counters,
        ServiceCounters::replaced);
    counter(
        "wharf.slow.readers",
        "How often a session began to be a slow reader",
        counters,
        ServiceCounters::slowReaders);
    counter(
        "wharf.handler.failures",
        "Callbacks and tasks of sessions that threw",
        counters,
        ServiceCounters::handlerFailures);
    counter(
        "wharf.shed",
        "Sessions ended as overloaded, and connections refused for want of buffer memory",
        counters,
        ServiceCounters::shed);
  }

  void addQueues(Supplier<SendQueues> queues) {
    gauge(
        "wharf.send.queue.bytes",
        "Memory of what waits to be sent, over all sessions; a buffer for many counts for each",
        queues,
        from -> from.get().bytes());
    gauge(
        "wharf.send.queue.packets",
        "Packets that wait to be sent, over all sessions",
        queues,
        from -> from.get().packets());
    gauge(
        "wharf.send.queue.largest.bytes",
        "Memory of what waits for the session for which most waits",
        queues,
        from -> from.get().largestBytes());
    gauge(
        "wharf.slow.sessions",
        "Sessions that are slow readers at this moment",
        queues,
        from -> from.get().slow());
  }

  void addPort(CompletionPort port) {
    Ledger ledger = port.ledger();
    gauge(
        "wharf.ledger.sessions",
        "Sessions that somebody still owns; zero after a drain",
        ledger,
        Ledger::liveSessions);
    gauge(
        "wharf.ledger.operations",
        "I/O operations begun and not yet handled; zero after a drain",
        ledger,
        Ledger::pendingOperations);
    gauge(
        "wharf.ledger.buffers",
        "Buffers handed out and not yet given back; zero after a drain",
        ledger,
        Ledger::buffersOut);
    gauge(
        "wharf.buffer.memory.bytes",
        "Direct memory of the buffers handed out",
        port,
        CompletionPort::bufferBytesOut);
    gauge(
        "wharf.buffer.memory.limit.bytes",
        "The most that it may be (port.buffer-memory)",
        port,
        from -> from.options().bufferMemoryBytes());
    counter(
        "wharf.worker.stalls",
        "How often a handler kept a worker longer than port.stall-threshold",
        port,
        CompletionPort::stalls);
    counter(
        "wharf.worker.deaths",
        "Workers that lost their completion port; their sessions ended",
        port,
        CompletionPort::workerDeaths);
    gauge(
        "wharf.ticks.failing",
        "Ticks and other periodic jobs that fail again and again at this moment",
        port.timer(),
        timer ->
            timer.failingFor(ServerMetrics.FAILING).stream().mapToInt(PeriodicJobs::failing).sum());
  }

  LongAdder addAdminFailures(String why) {
    LongAdder count = new LongAdder();
    FunctionCounter.builder("wharf.admin.failures", count, LongAdder::sum)
        .description(
            "Connections to the admin port that were closed for another's sake or as too slow,"
                + " malformed requests, and requests whose answer failed")
        .tag("why", why)
        .register(registry);
    return count;
  }

  /// Adds the counts of the queues that have come about since the last call.
  void addQueueFailures(JobFailures failures) {
    for (String queue : failures.counts().keySet()) {
      if (!queues.add(queue)) {
        continue;
      }
      LongAdder count = failures.of(queue);
      FunctionCounter.builder("wharf.job.failures", count, LongAdder::sum)
          .description("Jobs, timers' jobs and ticks that threw, by the name of their queue")
          .tag("queue", queue)
          .register(registry);
    }
  }

  void addLog(LongSupplier linesLost) {
    counter(
        "wharf.log.dropped",
        "Lines of the log that were dropped because standard error did not take them",
        linesLost,
        LongSupplier::getAsLong);
  }

  void addGame(GameFigures game, Supplier<? extends Number> players) {
    Gauge.builder("wharf.players", players::get)
        .description("Players logged in at this moment")
        .register(registry);
    counter(
        "wharf.ticks.overrun",
        "Ticks of the game that took longer than their period, or did not take place",
        game.tickOverruns(),
        LongAdder::sum);
    game.addTo(registry);
  }

  private void refused(
      String why, ServiceCounters counters, ToDoubleFunction<ServiceCounters> count) {
    FunctionCounter.builder("wharf.refused", counters, count)
        .description(
            "Connections closed at once: the server is full, or their address or network is over a"
                + " limit")
        .tag("why", why)
        .register(registry);
  }

  private <T> void counter(String name, String help, T of, ToDoubleFunction<T> count) {
    FunctionCounter.builder(name, of, count).description(help).register(registry);
  }

  private <T> void gauge(String name, String help, T of, ToDoubleFunction<T> value) {
    Gauge.builder(name, of, value).description(help).strongReference(true).register(registry);
  }
}
