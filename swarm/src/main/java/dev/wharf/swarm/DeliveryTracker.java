package dev.wharf.swarm;

import dev.wharf.protocol.system.Failure;

/// Tracks the messages of each virtual user until their deliveries have come. [RequestTracker] and
/// [StateStream] are trackers; a scenario with other rules has its own, and adds it with
/// [ScenarioContext#track].
///
/// A message is pending from the time that it is sent. It ends in one of four ways, which the
/// tracker counts in the scenario's [tally][ScenarioContext#tally]:
///
/// - delivered: the delivery came. It may be late or corrupted as well.
/// - refused: the server answered with a `Failure` ([#refuse]).
/// - abandoned: the user closed its connection on purpose ([#abandon]). The message may or may not
///   come, so it is neither expected nor lost.
/// - lost: it is expected and never comes. The tally computes the lost ones at the end.
///
/// Totals of sent and received messages alone could not tell a lost message from a duplicated one,
/// nor see the order. Thread-safe: pacing threads send, and the users' workers receive.
public interface DeliveryTracker {
  /// Whether no message of the user is pending.
  boolean isQuiet(SwarmClient client);

  /// Called for each `Failure` that the server sends to the user.
  ///
  /// @return whether the `Failure` refuses a message of this tracker, which has counted it
  boolean refuse(SwarmClient client, Failure failure);

  /// Called when the user stops waiting. Messages that are pending now are lost, unless their
  /// deliveries still come.
  default void giveUp(SwarmClient client) {}

  /// Called before the user closes its connection on purpose. Pending deliveries may or may not
  /// come, so the tracker no longer expects them.
  void abandon(SwarmClient client);

  /// Called when the user was disconnected. Pending deliveries are lost.
  default void lose(SwarmClient client) {}
}
