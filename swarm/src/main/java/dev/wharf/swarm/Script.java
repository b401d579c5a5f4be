package dev.wharf.swarm;

import java.util.List;
import java.util.function.Consumer;

/// The script of a virtual user in one scenario: it enters, runs one action in each iteration, and
/// leaves. The swarm connects the user and logs it in before.
///
/// Actions must not block, because many users share a thread. Entering and leaving end when all
/// their [steps][Step] have replies.
///
/// @param entering runs before the first iteration, for instance to join a room
/// @param actions run one after another, one in each iteration, and then from the first again
/// @param leaving runs after the last iteration
public record Script(
    Consumer<SwarmClient> entering, List<Action> actions, Consumer<SwarmClient> leaving) {
  /// One action of a virtual user.
  @FunctionalInterface
  public interface Action {
    /// Sends messages of the user, or none. Called on a pacing thread; must not block. In a closed
    /// loop it may be called on the user's worker.
    void run(SwarmClient client, Iteration iteration);
  }

  /// Copies the list.
  public Script {
    actions = List.copyOf(actions);
    if (actions.isEmpty()) {
      throw new IllegalArgumentException("a script needs an action");
    }
  }

  /// A script that repeats these actions.
  public static Script of(Action... actions) {
    return new Script(client -> {}, List.of(actions), client -> {});
  }

  /// An action that sends nothing.
  public static Action idle() {
    return (client, iteration) -> {};
  }

  /// The same script with a step before the first iteration.
  public Script entering(Consumer<SwarmClient> step) {
    return new Script(step, actions, leaving);
  }

  /// The same script with a step after the last iteration.
  public Script leaving(Consumer<SwarmClient> step) {
    return new Script(entering, actions, step);
  }
}
