package dev.wharf.swarm.profile;

/// A linear change of a level over the time of a stage.
///
/// @param from the level at the start of the stage
/// @param to the level at its end
public record Ramp(Level from, Level to) {
  /// The ramp that stays at 100 % during the whole stage.
  public static final Ramp ALL = new Ramp(Level.ALL, Level.ALL);

  /// Returns the absolute number at a moment of the stage.
  ///
  /// @param fraction the elapsed part of the stage, 0 to 1
  /// @param base the run's value, which is 100 %
  public double at(double fraction, double base) {
    double start = from.of(base);
    return start + (to.of(base) - start) * fraction;
  }

  /// Returns the largest number during the stage.
  double peak(double base) {
    return Math.max(from.of(base), to.of(base));
  }
}
