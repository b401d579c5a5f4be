package dev.wharf.swarm.output;

import dev.wharf.swarm.report.Metrics;
import dev.wharf.swarm.report.ScenarioResult;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Units;
import dev.wharf.swarm.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Lists the reasons why the figures of a run are doubtful, even when all thresholds are met:
///
/// - The generator was the limit, see [OwnLimit].
/// - The generator was late by itself: the p99 of its lag is at least [#MUCH_LAG_NANOS].
/// - A latency without a threshold is long: its p99 is at least [#LONG_NANOS].
/// - The server had a backlog: at least [#MUCH_SETTLING] of a scenario's deliveries arrived after
///   the last message was sent.
/// - The run ended early.
public final class Doubts {
  private static final long MUCH_LAG_NANOS = 50_000_000;
  private static final long LONG_NANOS = 1_000_000_000;
  private static final double MUCH_SETTLING = 0.05;

  private Doubts() {}

  /// Returns one sentence for each reason, without a full stop; empty when there is no reason.
  public static List<String> of(SwarmResult result, Verdict verdict) {
    List<String> doubts = new ArrayList<>();
    if (!result.isComplete()) {
      doubts.add("the run ended early: " + result.ending().whyEarly());
    }
    List<String> limits = OwnLimit.reasons(result);
    limits.forEach(reason -> doubts.add("the swarm, not the server, was the limit: " + reason));
    if (limits.isEmpty() && result.lag().p99() >= MUCH_LAG_NANOS) {
      doubts.add(
          "the swarm itself sent late: the p99 of its lag is " + Units.time(result.lag().p99()));
    }
    for (ScenarioResult one : result.scenarios()) {
      if (one.latency().p99() >= LONG_NANOS && !isBounded(one.name(), verdict)) {
        String p99 = Units.time(one.latency().p99());
        doubts.add("no threshold bounds the latency of " + one.name() + ", whose p99 is " + p99);
      }
      double part = (double) one.settling() / Math.max(1, one.counts().delivered());
      if (part >= MUCH_SETTLING) {
        doubts.add(
            String.format(
                Locale.ROOT,
                "%.0f %% of what %s delivered came after the sending had ended: the server did not"
                    + " keep up",
                part * 100,
                one.name()));
      }
    }
    return doubts;
  }

  /// Returns whether a threshold limits a latency of this scenario, or of all scenarios.
  private static boolean isBounded(String scenario, Verdict verdict) {
    return verdict.checks().stream()
        .map(check -> check.threshold().metric())
        .filter(Metrics::isTime)
        .anyMatch(metric -> metric.startsWith(scenario + ".") || Metrics.isOfAll(metric));
  }
}
