package dev.wharf.swarm;

import java.util.List;
import java.util.function.Consumer;

/// What one client does: enters, has its turns one after another and over again, each at its time,
/// and leaves. Connecting and logging in come before, of themselves.
///
/// No step waits, and none has a thread: entering and leaving are over when all that the client has
/// asked for has been answered ([Cast]). Immutable.
public final class Script {
  private final Consumer<SwarmClient> enter;
  private final List<Turn> turns;
  private final Consumer<SwarmClient> leave;

  /// What a client does when a message of its is due.
  @FunctionalInterface
  public interface Turn {
    /// Sends something, or nothing. On a pacing thread; must not block.
    void play(SwarmClient client, Due due);
  }

  private Script(Consumer<SwarmClient> enter, List<Turn> turns, Consumer<SwarmClient> leave) {
    this.enter = enter;
    this.turns = List.copyOf(turns);
    this.leave = leave;
  }

  /// A script of turns: the first, the second, ..., and the first again.
  public static Script of(Turn... turns) {
    if (turns.length == 0) {
      throw new IllegalArgumentException("a script has a turn at least");
    }
    return new Script(client -> {}, List.of(turns), client -> {});
  }

  /// A turn in which nothing is sent.
  public static Turn idle() {
    return (client, due) -> {};
  }

  /// With something to do before the first turn, such as joining a room.
  public Script entering(Consumer<SwarmClient> step) {
    return new Script(step, turns, leave);
  }

  /// With something to do after the last turn.
  public Script leaving(Consumer<SwarmClient> step) {
    return new Script(enter, turns, step);
  }

  void enter(SwarmClient client) {
    enter.accept(client);
  }

  void play(SwarmClient client, Due due) {
    turns.get((int) ((due.number() - 1) % turns.size())).play(client, due);
  }

  void leave(SwarmClient client) {
    leave.accept(client);
  }
}
