package dev.wharf.game.simulation;

import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.report.ScenarioResult;
import dev.wharf.swarm.report.SwarmResult;

/// Checks the swarm's counts of a round. Each delivery must arrive once, in order and unchanged.
/// Only deliveries to and from users who lost their connections may be missing.
final class Deliveries {
  private Deliveries() {}

  /// Throws a [Problem] when the counts are wrong.
  ///
  /// @param hasFaults whether the network had faults; without faults, nothing else may go wrong
  ///   either
  static void check(SwarmResult result, boolean hasFaults) {
    result.scenarios().forEach(scenario -> check(scenario, hasFaults));
    require(result.failures() == 0, "the server sent %d unexpected failures", result.failures());
    Problem.unless(
        result.leftOver().isEmpty(), "the swarm's ledger at its end: " + result.leftOver());
    if (!hasFaults) {
      Problem.unless(result.errors().isEmpty(), "errors without faults: " + result.errors());
    }
  }

  private static void check(ScenarioResult scenario, boolean hasFaults) {
    Counts counts = scenario.counts();
    String name = scenario.name();
    requireNone(name, counts.duplicated(), "are duplicated");
    requireNone(name, counts.outOfOrder(), "are out of order");
    requireNone(name, counts.corrupted(), "are corrupted");
    requireNone(name, counts.unexpected(), "were never sent");
    requireNone(name, counts.gaps(), "are missing in the server's numbers");
    requireNone(
        name,
        counts.lost() - scenario.lostWithConnection(),
        "are lost, though users were connected");
    if (!hasFaults) {
      requireNone(name, counts.lost(), "are lost without faults");
      requireNone(name, counts.notSent() + counts.refused(), "were refused without faults");
    }
  }

  private static void requireNone(String scenario, long count, String what) {
    require(count == 0, scenario + ": %d messages " + what, count);
  }

  private static void require(boolean holds, String format, long count) {
    Problem.unless(holds, String.format(format, count));
  }
}
