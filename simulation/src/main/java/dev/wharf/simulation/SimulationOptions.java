package dev.wharf.simulation;

import java.time.Duration;

/// The options of a [Simulation].
///
/// @param seed the start of all random choices; the same seed gives the same run
/// @param latency the average time that a segment takes from one host to another; each segment
///   takes a random time from 0.5 to 1.5 times this value, and the time for its bytes
/// @param bytesPerSecond the speed of each connection
/// @param patience the real time that a thread may run without a wait. After this time, the
///   simulation ends with an exception that names the thread
/// @param limit the virtual time at which the simulation ends with an exception
public record SimulationOptions(
    long seed, Duration latency, long bytesPerSecond, Duration patience, Duration limit) {
  /// Checks that the latency and the speed are above zero.
  public SimulationOptions {
    if (!latency.isPositive() || bytesPerSecond < 1) {
      throw new IllegalArgumentException("latency and bytesPerSecond must be above zero");
    }
  }

  /// Returns options with this seed, a latency of 200 microseconds, a gigabit a second, a patience
  /// of 30 seconds, and a limit of 30 days.
  public static SimulationOptions seeded(long seed) {
    return new SimulationOptions(
        seed, Duration.ofNanos(200_000), 125_000_000, Duration.ofSeconds(30), Duration.ofDays(30));
  }

  /// Returns a copy with another latency.
  public SimulationOptions withLatency(Duration other) {
    return new SimulationOptions(seed, other, bytesPerSecond, patience, limit);
  }

  /// Returns a copy with another speed of connections.
  public SimulationOptions withBytesPerSecond(long other) {
    return new SimulationOptions(seed, latency, other, patience, limit);
  }

  /// Returns a copy with another patience.
  public SimulationOptions withPatience(Duration other) {
    return new SimulationOptions(seed, latency, bytesPerSecond, other, limit);
  }

  /// Returns a copy with another limit of the virtual time.
  public SimulationOptions withLimit(Duration other) {
    return new SimulationOptions(seed, latency, bytesPerSecond, patience, other);
  }
}
