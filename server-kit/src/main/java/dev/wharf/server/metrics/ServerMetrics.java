package dev.wharf.server.metrics;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.ServiceCounters;
import dev.wharf.engine.job.JobFailures;
import dev.wharf.engine.timer.TimerHandle;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// The server's figures, with names: what Prometheus reads. docs/operations.md has them all; a test
/// keeps the two together.
///
/// Made when the admin port is asked for, and only then: a server without looks at no clock for it.
/// Thread-safe.
public final class ServerMetrics implements AutoCloseable {
  /// A periodic job whose runs have all thrown for so long fails again and again.
  public static final Duration FAILING = Duration.ofSeconds(5);

  private final CompletionPort port;
  private final PacketMeters packets;
  private final Meters meters;
  private final EngineMeters server;
  private final ServiceCounters counters;
  private final Supplier<SendQueues> sendQueues;
  private final WorkerProbe probe;
  private final TimerHandle probing;
  private final JvmGcMetrics collector = new JvmGcMetrics();

  /// The names of the queues whose failures are shown already.
  private final Set<String> queues = ConcurrentHashMap.newKeySet();

  /// Begins to measure.
  ///
  /// @param packets what is told of packets already
  /// @param port the port, which closes after the metrics
  /// @param service whose sessions are shown
  /// @param game what the kit and the game count
  public ServerMetrics(
      PacketMeters packets, CompletionPort port, ServerService service, GameFigures game) {
    this.port = port;
    this.packets = packets;
    this.meters = packets.meters();
    this.sendQueues = new CachedValue<>(() -> SendQueues.of(service.sessions()), port::nanoTime);
    this.probe =
        new WorkerProbe(
            port.workerExecutors(),
            port::nanoTime,
            meters.timer(
                "wharf.job.delay",
                "How long a task waits for a worker; each is asked ten times a second"));
    this.probing = probe.start(port);
    this.server = new EngineMeters(meters);
    this.counters = service.counters();
    server.addConnections(service);
    server.addTraffic(counters);
    server.addQueues(sendQueues);
    server.addPort(port);
    game.addTo(meters);
    addJvm(packets.registry());
  }

  /// All figures, in the text format of Prometheus.
  public String scrape() {
    server.addCloses(counters, counters.closes().keySet());
    JobFailures failures = port.jobFailures();
    failures.counts().keySet().stream()
        .filter(queues::add)
        .forEach(
            queue ->
                meters.counter(
                    "wharf.job.failures",
                    "Jobs, timers' jobs and ticks that threw, by the name of their queue",
                    failures.of(queue)::sum,
                    "queue",
                    queue));
    return packets.registry().scrape();
  }

  /// Shows the failures of the admin port itself.
  public void addAdminFailures(Counters<?> failures) {
    meters.counters(
        "wharf.admin.failures",
        "Connections to the admin port that were closed for another's sake or as too slow,"
            + " malformed requests, and requests whose answer failed",
        "why",
        failures);
  }

  /// What waits to be sent.
  public SendQueues sendQueues() {
    return sendQueues.get();
  }

  /// Packets received, of all kinds.
  public long packetsReceived() {
    return packets.packetsReceived();
  }

  /// The time that packets have taken on workers by kind, the most first.
  public List<PacketTime> packetTimes() {
    return packets.times();
  }

  /// Workers that have run nothing for so long, though they were asked to.
  public int silentWorkers(Duration time) {
    return probe.silentFor(time);
  }

  /// Measures no more.
  @Override
  public void close() {
    probing.cancel();
    collector.close();
    packets.registry().close();
  }

  private void addJvm(MeterRegistry registry) {
    List.<MeterBinder>of(
            collector,
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics())
        .forEach(binder -> binder.bindTo(registry));
  }
}
