package dev.wharf.bench.compare;

/// The times of a load.
///
/// @param warmUpSeconds the time before the window
/// @param seconds the length of the window
record Timing(double warmUpSeconds, double seconds) {
  static final Timing USUAL = new Timing(2, 5);
  static final Timing QUICK = new Timing(0.3, 0.7);

  /// Checks the ranges.
  Timing {
    if (warmUpSeconds < 0 || seconds <= 0) {
      throw new IllegalArgumentException("the window must be longer than 0 s");
    }
  }
}
