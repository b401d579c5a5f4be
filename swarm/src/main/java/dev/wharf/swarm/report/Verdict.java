package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// Whether a run kept its bounds.
///
/// @param checks each bound, with the figure that was found
public record Verdict(@JsonProperty("thresholds") List<Check> checks) {
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

  @JsonProperty("verdict")
  String word() {
    return isGood() ? "pass" : "fail";
  }

  /// The bounds that were broken.
  public List<Check> broken() {
    return checks.stream().filter(check -> !check.holds()).toList();
  }

  /// A missing figure breaks its bound.
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
