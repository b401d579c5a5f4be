package dev.wharf.bench.parts;

/// The length of each benchmark.
///
/// @param forks the number of JVMs, one after another; 0 runs the benchmark in this JVM
/// @param warmUps the number of discarded iterations of each JVM
/// @param iterations the number of measured iterations of each JVM, at least 1
/// @param seconds the length of each iteration, more than 0
record Pace(int forks, int warmUps, int iterations, double seconds) {
  Pace {
    if (forks < 0 || warmUps < 0 || iterations < 1 || !(seconds > 0)) {
      throw new IllegalArgumentException(
          "forks and warm-ups must not be negative, iterations and seconds must be more than 0");
    }
  }
}
