package dev.wharf.client.swarm.report;

import dev.wharf.client.swarm.measure.LatencySummary;
import dev.wharf.client.swarm.measure.MachineUse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Whether the swarm, rather than the server, may have been what held a run back.
final class GeneratorLimits {
  /// Lags below this are the operating system's.
  private static final long LAG_OF_NOTE_NANOS = 5_000_000;

  private static final double PERCENT = 100;
  private static final double BUSY = 0.9;
  private static final double PAUSED = 0.01;

  private GeneratorLimits() {}

  /// A sentence for each doubt; none when the figures can be taken as the server's.
  static List<String> cautions(SwarmResult result) {
    List<String> cautions = new ArrayList<>();
    MachineUse use = result.use();
    LatencySummary lag = result.lag();
    LatencySummary worst =
        result.scenarios().stream()
            .map(ScenarioResult::latency)
            .max(Comparator.comparingLong(LatencySummary::p99))
            .orElse(LatencySummary.NONE);
    if (lag.p99() >= LAG_OF_NOTE_NANOS && lag.p99() * 2 >= worst.p99()) {
      cautions.add(
          "The swarm itself was late: the p99 of its lag is "
              + Units.time(lag.p99())
              + ", and the latencies hold it. Give it more of a machine, or a smaller load.");
    }
    if (use.busyProcessors() > BUSY * use.processors()) {
      cautions.add(
          String.format(
              Locale.ROOT,
              "The swarm had %.0f %% of its machine's processors busy: it may have been the limit.",
              PERCENT * use.busyProcessors() / use.processors()));
    }
    if (use.gcPauseMillis() * 1e6 > PAUSED * use.wallNanos()) {
      cautions.add(
          "The swarm's collector stopped it for "
              + Units.count(use.gcPauseMillis())
              + " ms: give it more memory (WHARF_JAVA_OPTS=-Xmx2g).");
    }
    return cautions;
  }
}
