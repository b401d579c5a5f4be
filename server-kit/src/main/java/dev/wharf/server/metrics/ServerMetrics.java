package dev.wharf.server.metrics;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.ServerService;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The server's figures, with names: what Prometheus reads. docs/operations.md has them all; a test
/// keeps the two together.
///
/// Made when the admin port is asked for, and only then: a server without looks at no clock for it.
/// Thread-safe.
public final class ServerMetrics implements AutoCloseable {
  /// A periodic job whose runs have all thrown for so long fails again and again.
  public static final Duration FAILING = Duration.ofSeconds(5);

  private final PrometheusMeterRegistry registry;
  private final ServerMeters meters;
  private final PacketMeters packets;
  private final Sources sources;
  private final Supplier<SendQueues> sendQueues;
  private final WorkerProbe.Running probe;
  private final JvmGcMetrics collector = new JvmGcMetrics();

  /// What there is to look at.
  ///
  /// @param port the port, which closes after the metrics
  /// @param service whose sessions are shown
  /// @param game what the kit and the game count
  /// @param players how many are logged in
  /// @param logLinesLost how many lines of the log were lost
  public record Sources(
      CompletionPort port,
      ServerService service,
      GameFigures game,
      IntSupplier players,
      LongSupplier logLinesLost) {}

  /// Begins to measure.
  ///
  /// @param packets what is told of packets already
  public ServerMetrics(PacketMeters packets, Sources sources) {
    this.registry = packets.registry();
    this.meters = new ServerMeters(registry);
    this.packets = packets;
    this.sources = sources;
    this.sendQueues =
        new Recent<>(() -> SendQueues.of(sources.service().sessions()), sources.port()::nanoTime);
    this.probe =
        WorkerProbe.start(
            sources.port(),
            Times.timer("wharf.job.delay")
                .description("How long a task waits for a worker; each is asked ten times a second")
                .register(registry));
    addServer();
    addJvm();
  }

  /// All figures, in the text format of Prometheus.
  public String scrape() {
    meters.addQueueFailures(sources.port().jobFailures());
    return registry.scrape();
  }

  /// A count of the admin port's own failures.
  ///
  /// @param why the label
  public LongAdder adminFailures(String why) {
    return meters.addAdminFailures(why);
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
    return probe.probe().silentFor(time);
  }

  /// Measures no more.
  @Override
  public void close() {
    probe.close();
    collector.close();
    registry.close();
  }

  private void addServer() {
    meters.addConnections(sources.service());
    meters.addTraffic(sources.service().counters());
    meters.addQueues(sendQueues);
    meters.addPort(sources.port());
    meters.addLog(sources.logLinesLost());
    meters.addGame(sources.game(), () -> sources.players().getAsInt());
  }

  private void addJvm() {
    collector.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }
}
