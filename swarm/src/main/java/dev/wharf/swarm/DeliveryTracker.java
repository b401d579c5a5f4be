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
/// - lost: it is expected and never comes. The swarm computes the number of lost messages at the
///   end, as the expected messages minus the delivered ones.
///
/// With only the totals of sent and received messages, a lost message could not be told from a
/// duplicated one, and the order would not be known.
///
/// Implementations are thread-safe: the pacer threads of the run send the messages, and the worker
/// threads of the connections handle the deliveries.
public interface DeliveryTracker {
  /// Returns whether no message of the user is pending.
  boolean isQuiet(SwarmClient client);

  /// Handles a `Failure` that the server sent to the logged-in user, when the `Failure` is a normal
  /// reply to a message of this tracker. The default returns false.
  ///
  /// @return true when the `Failure` is such a reply. In this case the tracker has counted it as
  ///   delivered, and the swarm reports no error
  default boolean answer(SwarmClient client, Failure failure) {
    return false;
  }

  /// Handles a `Failure` that the server sent to the logged-in user.
  ///
  /// @return true when the `Failure` refuses a message of this tracker. In this case the tracker
  ///   has counted the refusal, and the swarm asks no other tracker
  boolean refuse(SwarmClient client, Failure failure);

  /// Handles the end of a connection on which the user was not logged in. The server may have
  /// accepted the login all the same, and the user may log in again with the same name. So
  /// deliveries that others have sent to the user, and send until it is logged in, may or may not
  /// come. The default does nothing.
  default void loginFailed(SwarmClient client) {}

  /// Stops waiting for the user's deliveries, because the user leaves its scenarios. Messages that
  /// are pending now are lost, unless their deliveries still come. The default does nothing,
  /// because a message without a delivery is lost in any case.
  default void giveUp(SwarmClient client) {}

  /// Handles the end of the user's time in the scenario: its leaving steps are answered or refused,
  /// or took too long. The user is still connected, and may close its connection now. So deliveries
  /// that others send to it from now on are not expected. The default does nothing.
  default void left(SwarmClient client) {}

  /// Counts the user's pending messages as abandoned, because the user is about to close its
  /// connection on purpose. Their deliveries may or may not come, so the tracker no longer expects
  /// them.
  void abandon(SwarmClient client);

  /// Sends again what the user must know before it can go on. Called every few milliseconds by the
  /// run's thread, while the user enters or leaves the scenario, or waits for its last replies. So
  /// the tracker decides about its pauses itself. The default does nothing.
  default void askAgain(SwarmClient client) {}

  /// Handles the end of the scenario: all users have left it, or did not leave in time. Called
  /// once, by the run's thread, before the results are taken. The default does nothing.
  default void ended() {}

  /// Handles the loss of the user's connection. The user's pending messages are lost, and the
  /// tracker counts them as lost with the connection. The default does nothing, because a message
  /// without a delivery is lost in any case.
  default void lose(SwarmClient client) {}
}
