package dev.wharf.simulation;

import java.time.Duration;

/// The options of a [Simulation].
///
/// @param seed decides everything that happens
/// @param patience the real time that a thread may run without a wait. The simulation then ends
///   with an error that names the thread
/// @param limit the longest virtual time
public record SimulationOptions(long seed, Duration patience, Duration limit) {
  /// Options with a patience of 30 seconds, and a limit of 30 days.
  public static SimulationOptions seeded(long seed) {
    return new SimulationOptions(seed, Duration.ofSeconds(30), Duration.ofDays(30));
  }

  /// A copy with another patience.
  public SimulationOptions withPatience(Duration other) {
    return new SimulationOptions(seed, other, limit);
  }

  /// A copy with another limit.
  public SimulationOptions withLimit(Duration other) {
    return new SimulationOptions(seed, patience, other);
  }
}
