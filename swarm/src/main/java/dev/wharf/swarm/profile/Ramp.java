package dev.wharf.swarm.profile;

/// A quantity that changes evenly in the time of a phase.
///
/// @param from at the phase's beginning
/// @param to at its end
public record Ramp(Level from, Level to) {
  /// The whole, all the time.
  public static final Ramp ALL = new Ramp(Level.ALL, Level.ALL);

  /// The number at a moment.
  ///
  /// @param fraction of the phase that is over, 0 to 1
  /// @param whole what a share is of
  public double at(double fraction, double whole) {
    double start = from.of(whole);
    return start + (to.of(whole) - start) * fraction;
  }

  /// The largest number.
  double peak(double whole) {
    return Math.max(from.of(whole), to.of(whole));
  }
}
