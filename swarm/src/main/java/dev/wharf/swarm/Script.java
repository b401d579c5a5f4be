package dev.wharf.swarm;

import java.util.List;
import java.util.function.Consumer;

/// The script of a virtual user in one scenario: it enters, runs one action in each iteration, and
/// leaves. Before that, the swarm connects the user and logs it in.
///
/// Actions must not block, because many users share a thread. Entering and leaving end when all
/// their [steps][Step] have replies.
///
/// @param entering runs for each user before its first iteration, for instance to join a room
/// @param actions one of them runs in each iteration, in the order of the list; after the last
///   action, the first one runs again
/// @param leaving runs for each user after its last iteration
public record Script(
    Consumer<SwarmClient> entering, List<Action> actions, Consumer<SwarmClient> leaving) {
  /// One action of a virtual user.
  @FunctionalInterface
  public interface Action {
    /// Sends messages of the user, or none. Must not block. A pacer thread of the run calls it; in
    /// a closed loop, also the worker thread of the user's connection.
    void run(SwarmClient client, Iteration iteration);
  }

  /// Copies the list of actions, and checks that it is not empty.
  public Script {
    actions = List.copyOf(actions);
    if (actions.isEmpty()) {
      throw new IllegalArgumentException("a script needs an action");
    }
  }

  /// Returns a script that repeats these actions, and does nothing when a user enters or leaves.
  public static Script of(Action... actions) {
    return new Script(client -> {}, List.of(actions), client -> {});
  }

  /// Returns an action that sends nothing.
  public static Action idle() {
    return (client, iteration) -> {};
  }

  /// Returns a copy of this script that runs the given code for each user before the user's first
  /// iteration. The code usually sends a [Step].
  public Script entering(Consumer<SwarmClient> step) {
    return new Script(step, actions, leaving);
  }

  /// Returns a copy of this script that runs the given code for each user after the user's last
  /// iteration. The code usually sends a [Step].
  public Script leaving(Consumer<SwarmClient> step) {
    return new Script(entering, actions, step);
  }
}
