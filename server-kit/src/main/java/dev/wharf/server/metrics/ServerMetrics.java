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
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The metrics of a server, for Prometheus and the live page. docs/operations.md describes all
/// metrics; a test compares them with that page.
///
/// A server has this object only when its admin port is on. So a server without an admin port does
/// not measure the time of its packets. Thread-safe.
public final class ServerMetrics implements AutoCloseable {
  /// For how long all runs of a periodic job must have thrown before the job counts as failing.
  public static final Duration FAILING = Duration.ofSeconds(5);

  private static final String TICKS = "wharf.tick";
  private static final String DELAYS = "wharf.job.delay";

  private final CompletionPort port;
  private final PacketMeters packets;
  private final Meters meters;
  private final EngineMeters server;
  private final ServiceCounters counters;
  private final Supplier<SendQueues> sendQueues;
  private final WorkerProbe probe;
  private final TimerHandle probing;
  private final JvmGcMetrics collector = new JvmGcMetrics();

  /// The names of the job queues that already have a counter of failures.
  private final Set<String> queues = ConcurrentHashMap.newKeySet();

  /// Starts measuring.
  ///
  /// @param packets the meters of packets; the other meters are added to their registry
  /// @param port the completion port, which must close after the metrics
  /// @param service the service whose sessions are counted
  /// @param game the counters and gauges of the kit and the game
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
                DELAYS,
                "How long a task waits for a worker, measured ten times a second for each worker"));
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

  /// Returns all metrics in the text format of Prometheus.
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

  /// Adds the counters of the admin port's failures to the metrics.
  public void addAdminFailures(Counters<?> failures) {
    meters.counters(
        "wharf.admin.failures",
        "Connections to the admin port closed at its limit or as too slow, malformed requests,"
            + " and requests that failed",
        "why",
        failures);
  }

  /// Returns the contents of all send queues. The result may be a quarter of a second old.
  public SendQueues sendQueues() {
    return sendQueues.get();
  }

  /// Returns the number of packets received, of all kinds.
  public long packetsReceived() {
    return packets.packetsReceived();
  }

  /// Returns the worker time of each packet kind that was received, the largest first.
  public List<PacketTime> packetTimes() {
    return packets.times();
  }

  /// Returns the time that workers have spent on packets and ticks, in seconds.
  public double workSeconds() {
    return Stream.of("wharf.handler", TICKS)
        .flatMap(name -> packets.registry().find(name).timers().stream())
        .mapToDouble(timer -> timer.totalTime(TimeUnit.SECONDS))
        .sum();
  }

  /// Returns a new window over the times of the game's ticks.
  public TimeWindow tickTimes() {
    return new TimeWindow(() -> packets.registry().find(TICKS).timers());
  }

  /// Returns a new window over the times that tasks wait for a worker.
  public TimeWindow delays() {
    return new TimeWindow(() -> packets.registry().find(DELAYS).timers());
  }

  /// Returns the number of workers that have not run their probe task within this time.
  public int silentWorkers(Duration time) {
    return probe.silentFor(time);
  }

  /// Stops the measurements and closes the registry.
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
