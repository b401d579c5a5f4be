package dev.wharf.client.swarm.report;

import dev.wharf.client.swarm.measure.Counts;
import dev.wharf.client.swarm.measure.LatencySummary;
import java.util.List;

/// A running swarm at one moment.
///
/// @param phase what it is doing
/// @param fraction how much of the phase is done, 0 to 1
/// @param elapsedNanos since the run's start
/// @param clients how many there are to be
/// @param connected how many have connected
/// @param loggedIn how many have logged in
/// @param disconnected how many were lost after that
/// @param flows what each scenario does
/// @param errors how many errors there were
public record Snapshot(
    String phase,
    double fraction,
    long elapsedNanos,
    int clients,
    long connected,
    long loggedIn,
    long disconnected,
    List<Flow> flows,
    long errors) {
  /// What one scenario does.
  ///
  /// @param counts since the start
  /// @param sentPerSecond since the snapshot before
  /// @param deliveredPerSecond since the snapshot before
  /// @param latency since the snapshot before
  public record Flow(
      String name,
      Counts counts,
      long sentPerSecond,
      long deliveredPerSecond,
      LatencySummary latency) {}
}
