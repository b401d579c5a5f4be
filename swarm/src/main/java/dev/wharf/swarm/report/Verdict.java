package dev.wharf.swarm.report;

import java.util.List;

/// Whether a run kept its bounds.
///
/// @param checks each bound, with what was found
public record Verdict(List<Check> checks) {
  /// One bound.
  ///
  /// @param found the figure, for people
  /// @param holds whether the bound was kept
  public record Check(Threshold threshold, String found, boolean holds) {}

  /// Judges a result.
  public static Verdict of(SwarmResult result, List<Threshold> thresholds) {
    Metrics metrics = Metrics.of(result);
    return new Verdict(thresholds.stream().map(one -> check(metrics, one)).toList());
  }

  /// Whether all were kept.
  public boolean isGood() {
    return checks.stream().allMatch(Check::holds);
  }

  /// Those that were not kept.
  public List<Check> broken() {
    return checks.stream().filter(check -> !check.holds()).toList();
  }

  /// A figure that there is not keeps no bound.
  private static Check check(Metrics metrics, Threshold threshold) {
    Double value = metrics.find(threshold.metric());
    if (value == null) {
      return new Check(threshold, "nothing was measured", false);
    }
    String found =
        Metrics.isTime(threshold.metric())
            ? Units.time(Math.round(value))
            : Units.count(Math.round(value));
    return new Check(threshold, found, threshold.relation().holds(value, threshold.limit()));
  }
}
