package dev.wharf.client.swarm.report;

import dev.wharf.client.swarm.measure.Counts;
import dev.wharf.client.swarm.measure.LatencySummary;
import dev.wharf.client.swarm.measure.MachineUse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Made-up results of runs.
final class Results {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;

  static final LatencySummary ECHO_LATENCY = latency(4_000, 1);
  static final LatencySummary CHAT_LATENCY = latency(20_000, 2);
  static final Counts ECHO = new Counts(4_000, 0, 0, 4_000, 4_000, 0, 0, 0, 0, 0);
  static final Counts CHAT = new Counts(1_000, 0, 0, 20_000, 20_000, 0, 0, 0, 0, 0);

  private Results() {}

  /// 100 clients, all well.
  static SwarmResult good() {
    return of(ECHO, CHAT);
  }

  /// The same with other counts.
  static SwarmResult of(Counts echo, Counts chat) {
    return new SwarmResult(
        new RunInfo(
            "127.0.0.1:7777", 100, List.of("mixed"), Duration.ofSeconds(10), 0, 20, 32, 2, 1),
        new Connections(100, 100, 0, 100, 0, 0, latency(100, 1), latency(100, 3)),
        List.of(
            new ScenarioResult("echo", Duration.ofSeconds(10), echo, ECHO_LATENCY),
            new ScenarioResult("chat", Duration.ofSeconds(10), chat, CHAT_LATENCY)),
        latency(5_000, 1),
        new MachineUse(10_500 * MILLI, 4_200 * MILLI, 4, 3, 7),
        0,
        new TreeMap<>(),
        "",
        true,
        List.of());
  }

  /// All that can go wrong has.
  static SwarmResult bad() {
    return new SwarmResult(
        new RunInfo(
            "[::1]:7777", 1_000, List.of("echo"), Duration.ofSeconds(60), 2.5, 20, 32, 2, 1),
        new Connections(1_000, 998, 2, 995, 3, 4, latency(998, 1), latency(995, 1)),
        List.of(
            new ScenarioResult(
                "echo",
                Duration.ofSeconds(60),
                new Counts(1_000_000, 5, 6, 999_994, 999_887, 8, 9, 10, 11, 12),
                new LatencySummary(999_887, 1, 1, 2, 3, 4, 300_000 * MILLI, 3))),
        LatencySummary.NONE,
        new MachineUse(61_000 * MILLI, 100_000 * MILLI, 4, 0, 0),
        13,
        new TreeMap<>(Map.of("connect: refused", 2L, "disconnected: RESET", 1_004L)),
        "1 live sessions, 0 pending operations, 0 buffers out",
        false,
        List.of());
  }

  static LatencySummary latency(long count, long scale) {
    return new LatencySummary(
        count,
        300 * MICRO * scale,
        250 * MICRO * scale,
        400 * MICRO * scale,
        1_200 * MICRO * scale,
        12 * MILLI * scale,
        130 * MILLI * scale,
        0);
  }
}
