package dev.wharf.swarm.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.wharf.client.Route;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.ServerMetrics;
import dev.wharf.swarm.report.Connections;
import dev.wharf.swarm.report.Ending;
import dev.wharf.swarm.report.HostileKindResult;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.RunInfo;
import dev.wharf.swarm.report.ScenarioResult;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Timeline;
import dev.wharf.swarm.wire.FleetPlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A result on its way from a worker to its coordinator, over a real connection.
@Timeout(120)
class ResultDeliveryTest {
  private static final int PIECE = FleetPackets.PIECE_BYTES;
  private static final RunInfo INFO =
      new RunInfo("127.0.0.1:7777", 9, List.of("echo"), Duration.ofHours(1), 0, 20, 32, 2, 1);

  private final SplittableRandom random = new SplittableRandom(1);

  /// What came of it, on either side.
  private record Delivery(boolean isDone, Member member) {}

  @ParameterizedTest
  @ValueSource(ints = {0, 1, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE, 2_000_003})
  void arrivesWholeHoweverManyPiecesItTakes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    Delivery delivery = deliver(ByteString.copyFrom(bytes));
    assertThat(delivery.isDone()).isTrue();
    assertThat(delivery.member().fate()).isEmpty();
    assertThat(delivery.member().result()).isEqualTo(bytes);
  }

  @Test
  void ofAnHourIsReadAsItWasWritten() {
    SwarmResult result = ofAnHour();
    ByteString bytes = ResultWire.write(result);
    assertThat(bytes.size()).isGreaterThan(10 * PIECE);
    byte[] arrived = deliver(bytes).member().result();
    assertThat(arrived).isNotNull();
    SwarmResult read = ResultWire.read(arrived, INFO);
    assertThat(withoutHistograms(read)).isEqualTo(withoutHistograms(result));
    assertThat(encoded(read)).isEqualTo(encoded(result));
  }

  @Test
  void thatIsTooLargeIsNotTaken() {
    Delivery delivery = deliver(ByteString.copyFrom(new byte[FleetPackets.MOST_RESULT_BYTES + 1]));
    assertThat(delivery.isDone()).isFalse();
    assertThat(delivery.member().result()).isNull();
    assertThat(delivery.member().fate()).isEqualTo("its result is too large");
  }

  private static SwarmResult withoutHistograms(SwarmResult result) {
    return new SwarmResult(
        result.info(),
        result.connections(),
        result.scenarios(),
        result.lag(),
        result.use(),
        result.failures(),
        result.errors(),
        result.leftOver(),
        result.ending(),
        result.hostile(),
        result.timeline(),
        Map.of());
  }

  private static List<String> encoded(SwarmResult result) {
    return result.histograms().values().stream().map(LatencyHistogram::encoded).toList();
  }

  private static Delivery deliver(ByteString result) {
    InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (Coordinator coordinator = Coordinator.open(here, "", 1);
        WorkerLink link =
            WorkerLink.join(
                Route.to(coordinator.address()),
                "",
                "w0",
                1,
                Duration.ofSeconds(60),
                () -> false)) {
      coordinator.awaitWorkers(Duration.ofSeconds(60), () -> null);
      CompletableFuture<Void> run = CompletableFuture.runAsync(() -> run(coordinator));
      link.awaitPlan(() -> false);
      boolean isDone = link.deliver(result);
      run.join();
      return new Delivery(isDone, coordinator.members().getFirst());
    }
  }

  private static void run(Coordinator coordinator) {
    coordinator.run(
        _ -> List.of(FleetPlan.getDefaultInstance()),
        Duration.ofSeconds(60),
        () -> FleetOrders.NONE,
        ProgressView.none(),
        () -> {});
  }

  /// With something in every field that goes over the wire.
  private SwarmResult ofAnHour() {
    List<Timeline.Point> points = new ArrayList<>();
    for (int second = 1; second <= 3_600; second++) {
      points.add(point(second));
    }
    Map<String, LatencyHistogram> histograms = new LinkedHashMap<>();
    List.of("echo", "connect", "login", "lag")
        .forEach(name -> histograms.put(name, histogram(histograms.size() + 1)));
    return new SwarmResult(
        INFO,
        new Connections(9, 8, 1, 7, 2, 4, 3, histogram(2).summary(), histogram(3).summary()),
        List.of(
            new ScenarioResult(
                "echo",
                Duration.ofSeconds(3_590),
                new Counts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
                26,
                histogram(1).summary())),
        histogram(4).summary(),
        new MachineUse(11, 12, 2, 13, 14),
        15,
        new TreeMap<>(Map.of("connect: refused", 16L, "disconnected: RESET", 17L)),
        "18 buffers out",
        new Ending(Duration.ofSeconds(3_591), Ending.STOPPED),
        List.of(
            new HostileKindResult(
                "flood",
                19,
                20,
                21,
                22,
                List.of(new HostileKindResult.Outcome("RATE_LIMITED", 23, 24, 25)))),
        new Timeline(
            points,
            List.of(new Timeline.Mark("connecting", 0), new Timeline.Mark("echo", 4.5)),
            ServerMetrics.Answers.NONE),
        histograms);
  }

  private Timeline.Point point(int second) {
    return new Timeline.Point(
        second,
        1,
        List.of(new Timeline.Flow("echo", number(), number(), number(), summary())),
        summary(),
        summary(),
        summary(),
        number(),
        number(),
        number(),
        new TreeMap<>(Map.of("disconnected: RESET", number())),
        new MachineUse(number(), number(), 2, number(), number()),
        Map.of());
  }

  private LatencySummary summary() {
    long p99 = number();
    long p999 = number();
    return new LatencySummary(
        number(), number(), number(), number(), p99, p99, p999, p999, number(), number());
  }

  private long number() {
    return random.nextLong(1, 1_000_000_000);
  }

  /// Always the same one for the same seed.
  private static LatencyHistogram histogram(int seed) {
    SplittableRandom latencies = new SplittableRandom(seed);
    LatencyRecorder recorder = new LatencyRecorder();
    for (int i = 0; i < 5_000; i++) {
      recorder.record(latencies.nextLong(1_000, 1_000_000_000));
    }
    return recorder.histogram();
  }
}
