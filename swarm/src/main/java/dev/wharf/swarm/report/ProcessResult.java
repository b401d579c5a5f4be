package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;

/// What became of one of a run's processes.
///
/// @param name what it is called
/// @param machine the machine that it ran on
/// @param fate why there is no whole result of it; empty when there is. What it had done by then is
///   here, and in none of the run's sums
/// @param workers its I/O threads
/// @param loggedIn how many of its clients logged in
/// @param sent its messages
/// @param delivered deliveries to its clients
/// @param lag how late it was itself, for each message
/// @param use what it took of its machine
public record ProcessResult(
    String name,
    String machine,
    String fate,
    int workers,
    long loggedIn,
    long sent,
    long delivered,
    @JsonProperty("generator_lag") LatencySummary lag,
    @JsonUnwrapped MachineUse use) {
  /// Whether there is no whole result of it.
  public boolean isLost() {
    return !fate.isEmpty();
  }
}
