package dev.wharf.swarm;

import dev.wharf.protocol.system.Failure;

/// Keeps track of the messages that users have sent and the deliveries that must come, for a
/// scenario that [Exchange] and [StateStream] are not enough for. Added by [ScenarioContext#track].
/// Thread-safe.
public interface DeliveryTracker {
  /// Whether nothing is pending for the user.
  boolean isQuiet(SwarmClient client);

  /// The server refused something.
  ///
  /// @return whether this tracker has counted the refusal
  boolean refuse(SwarmClient client, Failure failure);

  /// The user has waited long enough: deliveries that are pending now are lost, unless they come
  /// later.
  default void giveUp(SwarmClient client) {}

  /// The user closes its connection at will. Whether pending deliveries will come is not known, so
  /// they are no longer expected.
  void abandon(SwarmClient client);

  /// The connection has ended against the user's will: pending deliveries are lost.
  default void lose(SwarmClient client) {}
}
