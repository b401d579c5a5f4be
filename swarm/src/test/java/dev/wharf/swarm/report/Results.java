package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.measure.ServerFigure;
import dev.wharf.swarm.output.Report;
import dev.wharf.swarm.output.RunEnvironment;
import dev.wharf.swarm.report.Timeline.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Makes results of invented runs.
public final class Results {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;

  public static final Timeline TIMELINE =
      new Timeline(
          List.of(
              point(1, 100, 3, Map.of()),
              point(2, 300, 9, Map.of("connect: refused", 2L)),
              point(3, 200, 6, Map.of())),
          List.of(new Timeline.Mark("connecting", 0), new Timeline.Mark("mixed", 1.25)),
          new MetricsPoller.Polls("http://127.0.0.1:9000/metrics", 3, 1, "no answer in time"));
  public static final Map<String, LatencyHistogram> HISTOGRAMS = Map.of("echo", histogram());

  public static final LatencySummary ECHO_LATENCY = latency(4_000, 1);
  public static final LatencySummary CHAT_LATENCY = latency(20_000, 2);
  public static final Counts ECHO = new Counts(4_000, 0, 0, 4_000, 4_000, 0, 0, 0, 0, 0, 0);
  public static final Counts CHAT = new Counts(1_000, 0, 0, 20_000, 20_000, 0, 0, 0, 0, 0, 0);

  private static final MachineUse USE = new MachineUse(10_500 * MILLI, 4_200 * MILLI, 4, 3, 7);

  private static final Resumes RESUMES =
      new Resumes(
          30,
          29,
          33,
          27,
          45,
          new TreeMap<>(Map.of("RESUME_REFUSED: the server was restarted", 2L)),
          latency(27, 2));

  private Results() {}

  /// Returns the result of a run of 100 clients without faults.
  public static SwarmResult good() {
    return of(ECHO, CHAT);
  }

  /// Returns the result of [#good] with other counts.
  public static SwarmResult of(Counts echo, Counts chat) {
    return new SwarmResult(
        new SwarmResult.Run(
            new RunInfo(
                "127.0.0.1:7777",
                100,
                List.of("mixed"),
                Duration.ofSeconds(10),
                0,
                20,
                32,
                2,
                1,
                Segment.WHOLE),
            Ending.inTime(Duration.ofSeconds(10))),
        new Connections(100, 100, 0, 100, 0, 0, 0, latency(100, 1), latency(100, 3), Resumes.NONE),
        List.of(
            new ScenarioResult(
                "echo",
                Duration.ofSeconds(10),
                echo,
                0,
                ECHO_LATENCY,
                new TreeMap<>(Map.of("states", 12L))),
            new ScenarioResult("chat", Duration.ofSeconds(10), chat, 0, CHAT_LATENCY)),
        latency(5_000, 1),
        new SwarmResult.Generator(USE, ""),
        0,
        new TreeMap<>(),
        List.of(),
        TIMELINE,
        HISTOGRAMS,
        List.of());
  }

  /// Returns the result of a run with every possible fault.
  public static SwarmResult bad() {
    return new SwarmResult(
        new SwarmResult.Run(
            new RunInfo(
                "[::1]:7777",
                1_000,
                List.of("echo"),
                Duration.ofSeconds(60),
                2.5,
                20,
                32,
                2,
                1,
                Segment.WHOLE),
            new Ending(Duration.ofSeconds(60), Ending.STOPPED)),
        new Connections(1_000, 1_015, 2, 995, 3, 17, 4, latency(998, 1), latency(995, 1), RESUMES),
        List.of(
            new ScenarioResult(
                "echo",
                Duration.ofSeconds(60),
                new Counts(1_000_000, 5, 6, 999_994, 999_887, 8, 9, 10, 11, 12, 0),
                40,
                new LatencySummary(999_887, 1, 1, 2, 3, 3, 4, 4, 300_000 * MILLI, 3))),
        LatencySummary.NONE,
        new SwarmResult.Generator(
            new MachineUse(61_000 * MILLI, 100_000 * MILLI, 4, 0, 0),
            "1 live sessions, 0 pending operations, 0 buffers out"),
        13,
        new TreeMap<>(Map.of("connect: refused", 2L, "disconnected: RESET", 1_004L)),
        List.of(),
        Timeline.NONE,
        Map.of(),
        List.of());
  }

  /// Returns a report about the result, always with the same time and place.
  public static Report report(SwarmResult result) {
    return report(result, List.of());
  }

  public static Report report(SwarmResult result, List<String> notes) {
    return new Report(
        result,
        Verdict.of(result, Threshold.withDefaults(List.of())),
        new RunEnvironment(
            "here", "1.2.3", "25.0.1", "Linux", 4, Instant.parse("2026-01-02T03:04:05Z")),
        notes);
  }

  /// Returns the result of a run against a server that refused many clients because of their
  /// address.
  public static SwarmResult turnedAway() {
    return withErrors(Map.of("login rejected: PEER_RESET", 455L));
  }

  /// Returns the good result with these errors.
  public static SwarmResult withErrors(Map<String, Long> errors) {
    SwarmResult good = good();
    return new SwarmResult(
        good.run(),
        good.connections(),
        good.scenarios(),
        good.lag(),
        new SwarmResult.Generator(good.use(), ""),
        0,
        new TreeMap<>(errors),
        List.of(),
        Timeline.NONE,
        Map.of(),
        List.of());
  }

  /// Returns a copy of the result with another timeline.
  public static SwarmResult with(SwarmResult result, Timeline timeline) {
    return new SwarmResult(
        result.run(),
        result.connections(),
        result.scenarios(),
        result.lag(),
        result.generator(),
        result.failures(),
        result.errors(),
        result.hostile(),
        timeline,
        result.histograms(),
        List.of());
  }

  /// Returns the result of a run of two processes, one of which was lost.
  public static SwarmResult ofProcesses() {
    return SwarmResult.none(good().info(), Ending.inTime(Duration.ZERO), Timeline.NONE)
        .plus("process 1", "here", good())
        .plusLost(process("process 2", "its connection ended (PEER_RESET), exit code 137"));
  }

  private static ProcessResult process(String name, String fate) {
    return new ProcessResult(name, "here", fate, 2, 100, 4_000, 4_000, latency(4_000, 1), USE);
  }

  /// Returns a copy of the result with hostile clients: one kind that the server handled well, and
  /// one kind that it did not.
  public static SwarmResult withHostile(SwarmResult result) {
    return new SwarmResult(
        result.run(),
        result.connections(),
        result.scenarios(),
        result.lag(),
        result.generator(),
        result.failures(),
        result.errors(),
        List.of(
            new HostileKindResult("flood", 5, 1_200, 0, 0, List.of(came("RATE_LIMITED", 1_200))),
            new HostileKindResult(
                "trickle", 3, 40, 7, 2, List.of(came("closed", 33), came("not ended", 7)))),
        result.timeline(),
        result.histograms(),
        result.processes());
  }

  private static HostileKindResult.Outcome came(String what, long times) {
    return new HostileKindResult.Outcome(what, times, 250 * MICRO, 12 * MILLI);
  }

  /// Returns the figures of one second, all of which are known.
  public static Point point(double at, double rate, long p99Micros, Map<String, Long> errors) {
    LatencySummary latency =
        new LatencySummary(
            10,
            MICRO,
            MICRO,
            2 * MICRO,
            2 * MICRO,
            p99Micros * MICRO,
            p99Micros * MICRO,
            MILLI,
            MILLI,
            0);
    return new Point(
        at,
        1,
        List.of(
            new Timeline.Flow("echo", rate, rate, rate, latency),
            new Timeline.Flow("chat", rate, rate, rate * 20, LatencySummary.NONE)),
        latency,
        latency,
        latency,
        100,
        99,
        1,
        new TreeMap<>(errors),
        new MachineUse(1_000 * MILLI, 500 * MILLI, 4, 1, 2),
        serverFigures());
  }

  private static Map<ServerFigure, Double> serverFigures() {
    Map<ServerFigure, Double> figures = new EnumMap<>(ServerFigure.class);
    for (ServerFigure figure : ServerFigure.values()) {
      figures.put(figure, 7.5);
    }
    return figures;
  }

  private static LatencyHistogram histogram() {
    LatencyRecorder recorder = new LatencyRecorder();
    for (int i = 1; i <= 1_000; i++) {
      recorder.record(i * MICRO);
    }
    return recorder.histogram();
  }

  public static LatencySummary latency(long count, long scale) {
    return new LatencySummary(
        count,
        300 * MICRO * scale,
        250 * MICRO * scale,
        400 * MICRO * scale,
        950 * MICRO * scale,
        1_200 * MICRO * scale,
        12 * MILLI * scale,
        100 * MILLI * scale,
        130 * MILLI * scale,
        0);
  }
}
