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

/// Registers the counters of the engine: sessions, traffic, send queues and the completion port.
final class EngineMeters {
  /// The close reasons that an accepted connection cannot have.
  private static final Set<CloseReason> OF_OUTGOING = Set.of(CloseReason.CONNECT_FAILED);

  private final Meters meters;

  /// The close reasons that need no further counter: they already have a counter, or cannot occur.
  /// Guarded by this object's monitor.
  private final Set<CloseReason> reasons = new HashSet<>(OF_OUTGOING);

  EngineMeters(Meters meters) {
    this.meters = meters;
  }

  void addConnections(ServerService service) {
    meters.gauge("wharf.sessions", "Sessions now", service::sessionCount);
    ServiceCounters counters = service.counters();
    meters.counter("wharf.accepts", "Connections accepted and admitted", counters::accepted);
    meters.counter(
        "wharf.accept.failures",
        "Accepts that failed, usually because no file descriptor was free",
        counters::acceptFailures);
    String refused =
        "Connections closed, because the server is full or their address or network is over a"
            + " limit";
    meters.counter("wharf.refused", refused, counters::refusedFull, "why", "full");
    meters.counter("wharf.refused", refused, counters::refusedByAddress, "why", "address");
    addCloses(counters, CloseReason.ofEngine());
    addCloses(counters, PacketCloseReasons.all());
  }

  /// Adds a counter for each reason that has no counter. Called at each scrape, because a game's
  /// own reasons are known only after a session has ended with them. Thread-safe.
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
        "Queued packets that replaced an older queued packet of the same key",
        counters::replaced);
    meters.counter(
        "wharf.slow.readers", "How often a session became a slow reader", counters::slowReaders);
    meters.counter(
        "wharf.handler.failures",
        "Callbacks and tasks of sessions that threw",
        counters::handlerFailures);
    meters.counter(
        "wharf.shed",
        "Sessions closed as overloaded, and connections refused because the buffer memory was used"
            + " up",
        counters::shed);
  }

  void addQueues(Supplier<SendQueues> queues) {
    meters.gauge(
        "wharf.send.queue.bytes",
        "Memory of queued packets of all sessions; a buffer in several queues counts for each",
        () -> queues.get().bytes());
    meters.gauge(
        "wharf.send.queue.packets", "Queued packets of all sessions", () -> queues.get().packets());
    meters.gauge(
        "wharf.send.queue.largest.bytes",
        "Memory of the largest send queue of a session",
        () -> queues.get().largestBytes());
    meters.gauge(
        "wharf.slow.sessions", "Sessions that are slow readers now", () -> queues.get().slow());
  }

  void addPort(CompletionPort port) {
    Ledger ledger = port.ledger();
    meters.gauge(
        "wharf.ledger.sessions",
        "Sessions whose memory is still in use; zero after a drain",
        ledger::liveSessions);
    meters.gauge(
        "wharf.ledger.operations",
        "I/O operations that are pending; zero after a drain",
        ledger::pendingOperations);
    meters.gauge("wharf.ledger.buffers", "Buffers in use; zero after a drain", ledger::buffersOut);
    meters.gauge(
        "wharf.buffer.memory.bytes", "Direct memory of the buffers in use", port::bufferBytesOut);
    meters.gauge(
        "wharf.buffer.memory.limit.bytes",
        "The limit of wharf_buffer_memory_bytes (port.buffer-memory)",
        port.options()::bufferMemoryBytes);
    meters.counter(
        "wharf.worker.stalls",
        "How often a handler blocked a worker longer than port.stall-threshold",
        port::stalls);
    meters.counter(
        "wharf.worker.deaths", "Workers that died; their sessions were closed", port::workerDeaths);
    meters.gauge(
        "wharf.ticks.failing",
        "Ticks and other periodic jobs whose runs have all failed for 5 s",
        () ->
            port.timer().failingFor(ServerMetrics.FAILING).stream()
                .mapToInt(PeriodicJobs::failing)
                .sum());
  }
}
