package dev.wharf.server.metrics;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.Ledger;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.ServiceCounters;
import dev.wharf.engine.timer.PeriodicJobs;
import dev.wharf.protocol.PacketCloseReasons;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/// Gives names to what the engine counts anyway.
final class EngineMeters {
  /// A connection that was accepted cannot end for these reasons.
  private static final Set<CloseReason> OF_OUTGOING =
      Set.of(CloseReason.CONNECT_FAILED, CloseReason.CONNECT_TIMEOUT);

  private final Meters meters;

  /// The reasons that have a counter already. Guarded by this object's monitor.
  private final Set<CloseReason> reasons = new HashSet<>(OF_OUTGOING);

  EngineMeters(Meters meters) {
    this.meters = meters;
  }

  void addConnections(ServerService service) {
    meters.gauge("wharf.sessions", "Sessions at this moment", service::sessionCount);
    ServiceCounters counters = service.counters();
    meters.counter("wharf.accepts", "Connections accepted and let in", counters::accepted);
    meters.counter(
        "wharf.accept.failures",
        "Accepts that failed: mostly for want of a file descriptor",
        counters::acceptFailures);
    String refused =
        "Connections closed at once: the server is full, or their address or network is over a"
            + " limit";
    meters.counter("wharf.refused", refused, counters::refusedFull, "why", "full");
    meters.counter("wharf.refused", refused, counters::refusedByAddress, "why", "address");
    addCloses(counters, CloseReason.ofEngine());
    addCloses(counters, PacketCloseReasons.all());
  }

  /// Adds a counter for each reason that has none yet: a game's own reasons are known once a
  /// session has ended for them. Any thread.
  synchronized void addCloses(ServiceCounters counters, Collection<CloseReason> more) {
    for (CloseReason reason : more) {
      if (reasons.add(reason)) {
        meters.counter(
            "wharf.closes",
            "Sessions that ended, by reason",
            () -> counters.closed(reason),
            "reason",
            reason.name().toLowerCase(Locale.ROOT));
      }
    }
  }

  void addTraffic(ServiceCounters counters) {
    meters.counter("wharf.bytes.received", "Bytes received", counters::bytesReceived);
    meters.counter("wharf.bytes.sent", "Bytes sent", counters::bytesSent);
    meters.counter(
        "wharf.packets.dropped",
        "Packets dropped because their reader was too slow",
        counters::dropped);
    meters.counter(
        "wharf.packets.replaced",
        "Packets that took the place of an older one of the same key, which still waited",
        counters::replaced);
    meters.counter(
        "wharf.slow.readers",
        "How often a session began to be a slow reader",
        counters::slowReaders);
    meters.counter(
        "wharf.handler.failures",
        "Callbacks and tasks of sessions that threw",
        counters::handlerFailures);
    meters.counter(
        "wharf.shed",
        "Sessions ended as overloaded, and connections refused for want of buffer memory",
        counters::shed);
  }

  void addQueues(Supplier<SendQueues> queues) {
    meters.gauge(
        "wharf.send.queue.bytes",
        "Memory of what waits to be sent, over all sessions; a buffer for many counts for each",
        () -> queues.get().bytes());
    meters.gauge(
        "wharf.send.queue.packets",
        "Packets that wait to be sent, over all sessions",
        () -> queues.get().packets());
    meters.gauge(
        "wharf.send.queue.largest.bytes",
        "Memory of what waits for the session for which most waits",
        () -> queues.get().largestBytes());
    meters.gauge(
        "wharf.slow.sessions",
        "Sessions that are slow readers at this moment",
        () -> queues.get().slow());
  }

  void addPort(CompletionPort port) {
    Ledger ledger = port.ledger();
    meters.gauge(
        "wharf.ledger.sessions",
        "Sessions that somebody still owns; zero after a drain",
        ledger::liveSessions);
    meters.gauge(
        "wharf.ledger.operations",
        "I/O operations begun and not yet handled; zero after a drain",
        ledger::pendingOperations);
    meters.gauge(
        "wharf.ledger.buffers",
        "Buffers handed out and not yet given back; zero after a drain",
        ledger::buffersOut);
    meters.gauge(
        "wharf.buffer.memory.bytes",
        "Direct memory of the buffers handed out",
        port::bufferBytesOut);
    meters.gauge(
        "wharf.buffer.memory.limit.bytes",
        "The most that it may be (port.buffer-memory)",
        port.options()::bufferMemoryBytes);
    meters.counter(
        "wharf.worker.stalls",
        "How often a handler kept a worker longer than port.stall-threshold",
        port::stalls);
    meters.counter(
        "wharf.worker.deaths",
        "Workers that lost their completion port; their sessions ended",
        port::workerDeaths);
    meters.gauge(
        "wharf.ticks.failing",
        "Ticks and other periodic jobs that fail again and again at this moment",
        () ->
            port.timer().failingFor(ServerMetrics.FAILING).stream()
                .mapToInt(PeriodicJobs::failing)
                .sum());
  }
}
