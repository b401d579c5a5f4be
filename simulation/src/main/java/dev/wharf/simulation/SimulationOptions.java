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
/// @param isStrict whether a second read, write, accept or connect that begins while one is pending
///   on the same channel ends the simulation. Otherwise, the call only throws the exception that
///   NIO.2 defines
public record SimulationOptions(
    long seed,
    Duration latency,
    long bytesPerSecond,
    Duration patience,
    Duration limit,
    boolean isStrict) {
  /// Checks that the latency and the speed are above zero.
  public SimulationOptions {
    if (!latency.isPositive() || bytesPerSecond < 1) {
      throw new IllegalArgumentException("latency and bytesPerSecond must be above zero");
    }
  }

  /// Returns options with this seed, a latency of 200 microseconds, a gigabit a second, a patience
  /// of 30 seconds, and a limit of 30 days. They are strict.
  public static SimulationOptions seeded(long seed) {
    return new SimulationOptions(
        seed,
        Duration.ofNanos(200_000),
        125_000_000,
        Duration.ofSeconds(30),
        Duration.ofDays(30),
        true);
  }

  /// Returns a copy with another latency.
  public SimulationOptions withLatency(Duration other) {
    return new SimulationOptions(seed, other, bytesPerSecond, patience, limit, isStrict);
  }

  /// Returns a copy with another speed of connections.
  public SimulationOptions withBytesPerSecond(long other) {
    return new SimulationOptions(seed, latency, other, patience, limit, isStrict);
  }

  /// Returns a copy with another patience.
  public SimulationOptions withPatience(Duration other) {
    return new SimulationOptions(seed, latency, bytesPerSecond, other, limit, isStrict);
  }

  /// Returns a copy with another limit of the virtual time.
  public SimulationOptions withLimit(Duration other) {
    return new SimulationOptions(seed, latency, bytesPerSecond, patience, other, isStrict);
  }

  /// Returns a copy that is strict, or not.
  public SimulationOptions withStrict(boolean other) {
    return new SimulationOptions(seed, latency, bytesPerSecond, patience, limit, other);
  }
}
