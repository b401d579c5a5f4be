package dev.wharf.swarm;

import java.util.List;
import java.util.function.Consumer;

/// The actions of one virtual user: it enters, plays one action an iteration, over and over again,
/// and leaves. The swarm connects it and logs it in before.
///
/// No action waits, and none has a thread: entering and leaving are over when all requests of the
/// user have been answered ([ScenarioContext]).
///
/// @param entering is done before the first iteration, such as joining a room
/// @param actions the first, the second, ..., and the first again
/// @param leaving is done after the last iteration
public record Script(
    Consumer<SwarmClient> entering, List<Action> actions, Consumer<SwarmClient> leaving) {
  /// One action of a user.
  @FunctionalInterface
  public interface Action {
    /// Sends something, or nothing. On a pacing thread; must not block.
    void play(SwarmClient client, Iteration iteration);
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

  /// The same script with something to do before the first iteration.
  public Script entering(Consumer<SwarmClient> step) {
    return new Script(step, actions, leaving);
  }

  /// The same script with something to do after the last iteration.
  public Script leaving(Consumer<SwarmClient> step) {
    return new Script(entering, actions, step);
  }
}
