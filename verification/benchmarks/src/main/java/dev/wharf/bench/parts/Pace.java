package dev.wharf.bench.parts;

/// How long each benchmark runs.
///
/// @param forks JVMs that it runs in, one after another; 0 runs it in this one
/// @param warmUps iterations of each that are thrown away
/// @param iterations iterations of each that are measured, at least 1
/// @param seconds of each iteration, more than 0
record Pace(int forks, int warmUps, int iterations, double seconds) {
  Pace {
    if (forks < 0 || warmUps < 0 || iterations < 1 || !(seconds > 0)) {
      throw new IllegalArgumentException(
          "forks and warm-ups must not be negative, iterations and seconds be more than 0");
    }
  }
}
