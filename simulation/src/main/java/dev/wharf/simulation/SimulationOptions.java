package dev.wharf.simulation;

import java.time.Duration;

/// The options of a [Simulation].
///
/// @param seed decides everything that happens
/// @param latency the usual time from one host to another. Segments take half of it to one and a
///   half
/// @param bytesPerSecond the speed of each connection
/// @param patience the real time that a thread may run without a wait. The simulation then ends
///   with an error that names the thread
/// @param limit the longest virtual time
public record SimulationOptions(
    long seed, Duration latency, long bytesPerSecond, Duration patience, Duration limit) {
  /// Checks the ranges.
  public SimulationOptions {
    if (!latency.isPositive() || bytesPerSecond < 1) {
      throw new IllegalArgumentException("latency and bytesPerSecond must be above zero");
    }
  }

  /// Options with a latency of 200 microseconds, a gigabit a second, a patience of 30 seconds, and
  /// a limit of 30 days.
  public static SimulationOptions seeded(long seed) {
    return new SimulationOptions(
        seed, Duration.ofNanos(200_000), 125_000_000, Duration.ofSeconds(30), Duration.ofDays(30));
  }

  /// A copy with another latency.
  public SimulationOptions withLatency(Duration other) {
    return new SimulationOptions(seed, other, bytesPerSecond, patience, limit);
  }

  /// A copy with another speed.
  public SimulationOptions withBytesPerSecond(long other) {
    return new SimulationOptions(seed, latency, other, patience, limit);
  }

  /// A copy with another patience.
  public SimulationOptions withPatience(Duration other) {
    return new SimulationOptions(seed, latency, bytesPerSecond, other, limit);
  }

  /// A copy with another limit.
  public SimulationOptions withLimit(Duration other) {
    return new SimulationOptions(seed, latency, bytesPerSecond, patience, other);
  }
}
