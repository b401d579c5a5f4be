package dev.wharf.swarm.output;

import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.report.ProcessResult;
import dev.wharf.swarm.report.ScenarioResult;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Decides whether the generator, which is the swarm itself, limited a run, and not the server. The
/// generator was the limit when one of these conditions holds:
///
/// - The generator's lag is a large part of the measured latency: the lag's p99 is at least 2 ms,
///   and at least half of a scenario's p99.
/// - The generator used at least 90 % of the processors that its threads can use. That is one
///   processor for each I/O thread and each sending thread, up to all processors of the machine.
/// - The generator's garbage collection pauses took at least 5 % of the time.
///
/// When the generator was the limit, the latencies include delays of the swarm's own machine. The
/// counts of lost messages are still exact.
public final class OwnLimit {
  private static final long LEAST_LAG_NANOS = 2_000_000;
  private static final double MUCH_OF_LATENCY = 0.5;
  private static final double MUCH_CPU = 0.9;
  private static final double MUCH_GC = 0.05;

  private OwnLimit() {}

  /// Returns the reasons why the generator was the limit; empty when it was not. The conditions
  /// apply to each process of a run separately.
  public static List<String> reasons(SwarmResult result) {
    if (result.processes().isEmpty()) {
      return reasons(result, result.lag(), result.use(), result.info().workers());
    }
    List<String> reasons = new ArrayList<>();
    for (ProcessResult one : result.processes()) {
      if (!one.isLost()) {
        reasons(result, one.lag(), one.use(), one.workers())
            .forEach(reason -> reasons.add(one.name() + ": " + reason));
      }
    }
    return reasons;
  }

  private static List<String> reasons(
      SwarmResult result, LatencySummary lag, MachineUse use, int workers) {
    List<String> reasons = new ArrayList<>();
    for (ScenarioResult one : result.scenarios()) {
      if (isMuch(lag, one.latency())) {
        String times = Units.time(lag.p99()) + " of " + Units.time(one.latency().p99());
        reasons.add("its own lag: p99 " + times + " in " + one.name());
      }
    }
    int share = Math.min(use.processors(), 2 * workers);
    if (use.busyProcessors() >= MUCH_CPU * share) {
      reasons.add(
          String.format(
              Locale.ROOT, "it took %.2f of its %d processors", use.busyProcessors(), share));
    }
    if (use.wallNanos() > 0 && use.gcPauseMillis() * 1e6 >= MUCH_GC * use.wallNanos()) {
      reasons.add("it stood still for " + use.gcPauseMillis() + " ms for its garbage collector");
    }
    return reasons;
  }

  private static boolean isMuch(LatencySummary lag, LatencySummary latency) {
    return latency.count() > 0
        && lag.p99() >= LEAST_LAG_NANOS
        && lag.p99() >= MUCH_OF_LATENCY * latency.p99();
  }
}
