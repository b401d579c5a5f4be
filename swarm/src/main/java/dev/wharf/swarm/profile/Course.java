package dev.wharf.swarm.profile;

/// How something goes, evenly, in the time of a phase.
///
/// @param from at the phase's begin
/// @param to at its end
public record Course(Level from, Level to) {
  /// The whole, all the time.
  public static final Course ALL = new Course(Level.ALL, Level.ALL);

  /// The number at a moment.
  ///
  /// @param fraction of the phase that is over, 0 to 1
  public double at(double fraction, double whole) {
    double start = from.of(whole);
    return start + (to.of(whole) - start) * fraction;
  }

  /// The largest number.
  double peak(double whole) {
    return Math.max(from.of(whole), to.of(whole));
  }
}
