package dev.wharf.swarm.profile;

/// A number of users or a rate: absolute, or a percentage of the run's own value.
///
/// @param value the number, at least 0; for a percentage, 1 is 100 %
/// @param isPercentage whether the value is a percentage
public record Level(double value, boolean isPercentage) {
  /// The level of 100 % of the run's value.
  public static final Level ALL = new Level(1, true);

  /// Returns this level as an absolute number.
  ///
  /// @param base the run's value, which is 100 %
  public double of(double base) {
    return isPercentage ? value * base : value;
  }

  /// Returns whether the level is at least 0 and within the limit of its kind.
  ///
  /// @param max the limit of an absolute number
  /// @param maxPercentage the limit of a percentage, as a factor: 1 is 100 %
  boolean isIn(double max, double maxPercentage) {
    return value >= 0 && value <= (isPercentage ? maxPercentage : max);
  }
}
