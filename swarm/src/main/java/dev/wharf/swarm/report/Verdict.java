package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// The result of comparing a run with its thresholds.
///
/// @param checks each threshold with the actual figure
public record Verdict(@JsonProperty("thresholds") List<Check> checks) {
  /// The result of comparing a run with one threshold.
  ///
  /// @param found the actual figure as text
  /// @param holds whether the threshold was met
  public record Check(Threshold threshold, String found, boolean holds) {}

  /// Compares a result with thresholds.
  public static Verdict of(SwarmResult result, List<Threshold> thresholds) {
    Metrics metrics = Metrics.of(result);
    return new Verdict(thresholds.stream().map(one -> check(metrics, one)).toList());
  }

  /// Returns whether all thresholds were met.
  public boolean isGood() {
    return checks.stream().allMatch(Check::holds);
  }

  @JsonProperty("verdict")
  String word() {
    return isGood() ? "pass" : "fail";
  }

  /// Returns the thresholds that were not met.
  public List<Check> broken() {
    return checks.stream().filter(check -> !check.holds()).toList();
  }

  /// Checks one threshold. When the figure is missing, the threshold is not met.
  private static Check check(Metrics metrics, Threshold threshold) {
    Double value = metrics.find(threshold.metric());
    if (value == null) {
      return new Check(threshold, "nothing was measured", false);
    }
    long figure = Math.round(value);
    String found = Metrics.isTime(threshold.metric()) ? Units.time(figure) : Units.count(figure);
    return new Check(threshold, found, threshold.relation().holds(value, threshold.limit()));
  }
}
