package dev.wharf.swarm.fleet;

import java.util.OptionalInt;

/// How a run is to go on, as its coordinator wants it.
///
/// @param clients of all workers together; empty for as many as the profile says
/// @param rateFactor by what the profile's rate is multiplied
/// @param isPaused whether nothing is sent
/// @param isStopped whether the run ends early, for good
public record FleetOrders(
    OptionalInt clients, double rateFactor, boolean isPaused, boolean isStopped) {
  /// As the profile says.
  public static final FleetOrders NONE = new FleetOrders(OptionalInt.empty(), 1, false, false);
}
