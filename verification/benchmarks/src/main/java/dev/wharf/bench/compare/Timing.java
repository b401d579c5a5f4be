package dev.wharf.bench.compare;

/// The times of a load.
///
/// @param warmUpSeconds the time before the measured window
/// @param seconds the length of the measured window
record Timing(double warmUpSeconds, double seconds) {
  static final Timing USUAL = new Timing(2, 5);
  static final Timing QUICK = new Timing(0.3, 0.7);

  /// Checks that the warm-up is not negative, and that the window is longer than 0.
  Timing {
    if (warmUpSeconds < 0 || seconds <= 0) {
      throw new IllegalArgumentException("the window must be longer than 0 s");
    }
  }
}
