package dev.wharf.browser;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.measure.ServerFigure;
import dev.wharf.swarm.output.Report;
import dev.wharf.swarm.output.RunEnvironment;
import dev.wharf.swarm.report.Connections;
import dev.wharf.swarm.report.Ending;
import dev.wharf.swarm.report.HostileKindResult;
import dev.wharf.swarm.report.Resumes;
import dev.wharf.swarm.report.RunInfo;
import dev.wharf.swarm.report.ScenarioResult;
import dev.wharf.swarm.report.Segment;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Timeline;
import dev.wharf.swarm.report.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Makes up reports of swarm runs, for tests of the report's page.
final class SampleReports {
  private static final double MICRO = 1e3;
  private static final int CLIENTS = 2_000;
  private static final Counts ALL = new Counts(480_000, 0, 0, 480_000, 480_000, 0, 0, 0, 0, 0, 0);

  private final SplittableRandom random = new SplittableRandom(1);
  private final int seconds;
  private final String evil;
  private final double lagMicros;

  private SampleReports(int seconds, String evil, double lagMicros) {
    this.seconds = seconds;
    this.evil = evil;
    this.lagMicros = lagMicros;
  }

  /// Returns the report of a run without faults. It includes the server's own figures.
  static Report good(int seconds) {
    return new SampleReports(seconds, "", 80).report(ALL);
  }

  /// Returns the report of a run whose thresholds were all met, but whose load generator was late
  /// itself.
  static Report doubtful(int seconds) {
    return new SampleReports(seconds, "", 200_000).report(ALL);
  }

  /// Returns the report of a run with lost deliveries. Every text in it that a peer or a user can
  /// choose is the given text.
  static Report evil(String text) {
    return new SampleReports(60, text, 80)
        .report(new Counts(480_000, 3, 0, 480_000, 479_988, 0, 2, 0, 0, 0, 0));
  }

  private Report report(Counts echo) {
    SortedMap<String, Long> errors = new TreeMap<>();
    if (!evil.isEmpty()) {
      errors.put("connect: " + evil, 12L);
      errors.put("disconnected: RESET", 3L);
    }
    Map<String, LatencyHistogram> histograms =
        Map.of(
            evil + "echo",
            histogram(300),
            "chat",
            histogram(700),
            "connect",
            histogram(900),
            "login",
            histogram(2_500),
            "lag",
            histogram(lagMicros));
    Duration length = Duration.ofSeconds(seconds);
    SwarmResult result =
        new SwarmResult(
            new SwarmResult.Run(
                new RunInfo(
                    "game.example:7777" + evil,
                    CLIENTS,
                    List.of("mixed"),
                    length,
                    0,
                    20,
                    32,
                    2,
                    1,
                    Segment.WHOLE),
                Ending.inTime(length)),
            new Connections(
                CLIENTS, CLIENTS, 0, CLIENTS, 0, 0, 0, summary(900), summary(2_500), Resumes.NONE),
            List.of(
                new ScenarioResult(evil + "echo", length, echo, 12, summary(300)),
                new ScenarioResult(
                    "chat",
                    length,
                    new Counts(120_000, 0, 0, 2_400_000, 2_400_000, 0, 0, 0, 0, 0, 0),
                    700,
                    summary(700))),
            summary(lagMicros),
            new SwarmResult.Generator(
                new MachineUse(seconds * 1_000_000_000L, seconds * 400_000_000L, 2, 3, 7), ""),
            0,
            errors,
            hostileKinds().stream().map(this::hostile).toList(),
            timeline(errors),
            histograms,
            List.of());
    return new Report(
        result,
        Verdict.of(result, Threshold.withDefaults(List.of(), hostileKinds())),
        new RunEnvironment(
            "here",
            "0.1.0",
            "25.0.1 (Example)",
            "Linux 6.12 amd64",
            2,
            Instant.parse("2026-01-02T03:04:05Z")),
        evil.isEmpty() ? List.of() : List.of(evil));
  }

  private List<String> hostileKinds() {
    return new GameSwarm().hostileKinds().all().stream().map(kind -> evil + kind.name()).toList();
  }

  /// Returns the result of a hostile kind. In a bad run, the server did not end one of its
  /// connections.
  private HostileKindResult hostile(String kind) {
    return new HostileKindResult(
        kind,
        20,
        5_000,
        kind.equals(evil + "no-login") && !evil.isEmpty() ? 1 : 0,
        0,
        List.of(
            new HostileKindResult.Outcome("RATE_LIMITED" + evil, 4_900, 7_000_000, 90_000_000),
            new HostileKindResult.Outcome("open at the end", 100, 4_000_000, 80_000_000)));
  }

  private Timeline timeline(SortedMap<String, Long> errors) {
    List<Timeline.Point> points = new ArrayList<>();
    for (int second = 1; second <= seconds; second++) {
      points.add(point(second, second == seconds / 2 ? errors : new TreeMap<>()));
    }
    return new Timeline(
        points,
        List.of(
            new Timeline.Mark("connecting", 0),
            new Timeline.Mark("mixed: getting ready", 4.1),
            new Timeline.Mark("mixed" + evil, 4.2),
            new Timeline.Mark("closing", seconds - 1.5)),
        new MetricsPoller.Polls("http://127.0.0.1:9000/metrics", seconds, 1, "no answer in time"));
  }

  private Timeline.Point point(int second, SortedMap<String, Long> errors) {
    boolean sending = second > 4 && second < seconds - 1;
    long online = Math.min(CLIENTS, second * 500L);
    double echo = sending ? near(8_000) : 0;
    double chat = sending ? near(2_000) : 0;
    return new Timeline.Point(
        second,
        1,
        List.of(
            new Timeline.Flow(evil + "echo", sending ? 8_000 : 0, echo, echo, quick(sending, 300)),
            new Timeline.Flow("chat", sending ? 2_000 : 0, chat, chat * 20, quick(sending, 700))),
        quick(second <= 4, 900),
        quick(second <= 4, 2_500),
        quick(sending, 80),
        online,
        online,
        0,
        errors,
        new MachineUse(
            1_000_000_000L, Math.round(near(400_000_000)), 2, 0, second % 9 == 0 ? 1 : 0),
        serverFigures(online, echo + chat));
  }

  private Map<ServerFigure, Double> serverFigures(long online, double packets) {
    Map<ServerFigure, Double> figures = new EnumMap<>(ServerFigure.class);
    figures.put(ServerFigure.SESSIONS, (double) online);
    figures.put(ServerFigure.CPU, near(35));
    figures.put(ServerFigure.HEAP, near(120) * (1 << 20));
    figures.put(ServerFigure.BUFFERS, near(60) * (1 << 20));
    figures.put(ServerFigure.DIRECT, near(2) * (1 << 20));
    figures.put(ServerFigure.PACKETS_RECEIVED, packets);
    figures.put(ServerFigure.PACKETS_SENT, packets * 5);
    figures.put(ServerFigure.BYTES_RECEIVED, packets * 50);
    figures.put(ServerFigure.BYTES_SENT, packets * 300);
    figures.put(ServerFigure.HANDLER, near(14));
    figures.put(ServerFigure.JOB_DELAY, near(90));
    return figures;
  }

  private LatencySummary quick(boolean some, double micros) {
    return some
        ? new LatencySummary(
            1_000,
            nanos(micros),
            nanos(micros),
            nanos(micros * 1.8),
            nanos(micros * 3),
            nanos(micros * 5),
            nanos(micros * 18),
            nanos(micros * 25),
            nanos(micros * 30),
            0)
        : LatencySummary.NONE;
  }

  private long nanos(double micros) {
    return Math.round(near(micros) * MICRO);
  }

  private double near(double value) {
    return value * (0.9 + random.nextDouble() * 0.2);
  }

  private static LatencySummary summary(double micros) {
    return histogram(micros).summary();
  }

  private static LatencyHistogram histogram(double micros) {
    SplittableRandom random = new SplittableRandom(2);
    LatencyRecorder recorder = new LatencyRecorder();
    for (int i = 0; i < 20_000; i++) {
      recorder.record(Math.round(micros * MICRO * Math.exp(random.nextGaussian() * 0.6)));
    }
    return recorder.histogram();
  }
}
