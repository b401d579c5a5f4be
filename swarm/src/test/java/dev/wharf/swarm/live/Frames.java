package dev.wharf.swarm.live;

import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.measure.ServerFigure;
import dev.wharf.swarm.report.HostileKindResult;
import dev.wharf.swarm.report.Snapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// Makes snapshots and frames of invented runs, for tests of the live view.
final class Frames {
  static final Steering.State AS_PLANNED = new Steering.State(1, false, false);

  private static final long MICRO = 1_000;
  private static final Counts COUNTS = new Counts(4_000, 0, 0, 4_000, 4_000, 0, 0, 0, 0, 0, 0);

  private Frames() {}

  /// Returns a snapshot of a run without faults and without the server's figures.
  static Snapshot calm() {
    return snapshot("mixed", 4, 500, 0, details(List.of(), new TreeMap<>(), false, List.of()));
  }

  /// Returns the snapshot of [#calm] with logins that were retried because the server was full at
  /// first.
  static Snapshot retried(long times) {
    Snapshot calm = calm();
    return new Snapshot(
            calm.phase(),
            calm.fraction(),
            calm.elapsedNanos(),
            calm.clients(),
            calm.connected(),
            calm.loggedIn(),
            times,
            calm.disconnected(),
            calm.flows(),
            calm.errors(),
            Snapshot.Details.NONE)
        .with(calm.details());
  }

  /// Returns a snapshot of a run with every figure that the view can show.
  static Snapshot full() {
    return snapshot(
        "mixed (spike)",
        3_725,
        12_345,
        17,
        details(
            List.of(0.25, 0.5),
            new TreeMap<>(Map.of("connect: Connection refused", 12L, "server: RATE_LIMIT", 1_234L)),
            true,
            List.of(hostile("flood", 0), hostile("half-packet", 3))));
  }

  static Frame frame(Snapshot snapshot, Steering.State state) {
    return new Frame(snapshot, Map.of("echo", wave(70), "chat", wave(20)), state, false, "");
  }

  static Frame help(Snapshot snapshot) {
    return new Frame(snapshot, Map.of(), AS_PLANNED, true, "");
  }

  static List<String> texts(Frame frame, int columns, int rows) {
    return LiveScreen.lines(frame, columns, rows).stream()
        .map(line -> line.toString().stripTrailing())
        .toList();
  }

  private static List<Long> wave(int seconds) {
    return LongStream.range(0, seconds).map(i -> i % 9 * 100).boxed().toList();
  }

  private static Snapshot snapshot(
      String phase, long seconds, int clients, long lost, Snapshot.Details details) {
    return new Snapshot(
            phase,
            0.5,
            seconds * 1_000_000_000,
            clients,
            clients - 1,
            clients - 2,
            0,
            lost,
            List.of(
                new Snapshot.Flow("echo", COUNTS, 2_000, 1_999, latency(2_000)),
                new Snapshot.Flow("chat", COUNTS, 500, 10_001, LatencySummary.NONE)),
            details.errorsByReason().size(),
            Snapshot.Details.NONE)
        .with(details);
  }

  private static Snapshot.Details details(
      List<Double> marks,
      TreeMap<String, Long> errors,
      boolean hasServer,
      List<HostileKindResult> hostile) {
    return new Snapshot.Details(
        0.42,
        marks,
        List.of(2_000L, 500L),
        List.of(
            new Snapshot.Latency("echo", latency(2_000), latency(8_000)),
            new Snapshot.Latency("chat", LatencySummary.NONE, latency(1_234_567)),
            new Snapshot.Latency("connect", LatencySummary.NONE, latency(500)),
            new Snapshot.Latency("login", LatencySummary.NONE, latency(500)),
            new Snapshot.Latency("own lag", latency(2_500), latency(10_000))),
        errors,
        new MachineUse(1_000_000_000, 370_000_000, 2, 1, 3),
        hasServer
            ? new MetricsPoller.Polls("http://127.0.0.1:7780/metrics", 4, 0, "")
            : MetricsPoller.Polls.NONE,
        hasServer ? server() : Map.of(),
        hostile);
  }

  private static Map<ServerFigure, Double> server() {
    List<ServerFigure> all = Arrays.asList(ServerFigure.values());
    return IntStream.range(0, all.size())
        .boxed()
        .collect(Collectors.toMap(all::get, i -> Math.pow(3, i), (a, _) -> a));
  }

  private static HostileKindResult hostile(String kind, long unpunished) {
    return new HostileKindResult(
        kind,
        5,
        120,
        unpunished,
        0,
        List.of(
            new HostileKindResult.Outcome("RATE_LIMIT", 100, 5 * MICRO, 9 * MICRO),
            new HostileKindResult.Outcome("not connected", 20, 5 * MICRO, 9 * MICRO)));
  }

  private static LatencySummary latency(long count) {
    return new LatencySummary(
        count,
        260 * MICRO,
        252 * MICRO,
        380 * MICRO,
        5_000 * MICRO,
        5_960 * MICRO,
        7_450 * MICRO,
        9_000 * MICRO,
        10_300 * MICRO,
        0);
  }
}
