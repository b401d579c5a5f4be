package dev.wharf.bench.compare;

/// How long it is measured.
///
/// @param rounds measured rounds; one more before them is thrown away
/// @param warmUpSeconds of each run, before the window
/// @param seconds the window of each run
record Timing(int rounds, double warmUpSeconds, double seconds) {
  /// Checks the ranges.
  Timing {
    if (rounds < 1 || warmUpSeconds < 0 || seconds <= 0) {
      throw new IllegalArgumentException("at least one round, and a window longer than nothing");
    }
  }
}
