package dev.wharf.swarm.profile;

/// A quantity: a number, or a share of a whole that the run decides on.
///
/// @param value at least 0; 1 is all of the whole, when it is a share
/// @param isPercentage whether it is a percentage
public record Level(double value, boolean isPercentage) {
  /// The whole.
  public static final Level ALL = new Level(1, true);

  /// The number, for a whole.
  public double of(double whole) {
    return isPercentage ? value * whole : value;
  }

  /// Whether a number is at most `most`, and a share at most `mostShare`.
  boolean isIn(double most, double maxPercentage) {
    return value >= 0 && value <= (isPercentage ? maxPercentage : most);
  }
}
