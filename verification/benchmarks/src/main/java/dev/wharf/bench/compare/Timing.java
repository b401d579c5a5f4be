package dev.wharf.bench.compare;

/// How long a load is put on.
///
/// @param warmUpSeconds before the window
/// @param seconds the window
record Timing(double warmUpSeconds, double seconds) {
  static final Timing USUAL = new Timing(2, 5);
  static final Timing QUICK = new Timing(0.3, 0.7);

  /// Checks the ranges.
  Timing {
    if (warmUpSeconds < 0 || seconds <= 0) {
      throw new IllegalArgumentException("a window is longer than nothing");
    }
  }
}
