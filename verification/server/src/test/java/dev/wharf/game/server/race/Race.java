package dev.wharf.game.server.race;

import dev.wharf.engine.job.JobQueue;
import dev.wharf.protocol.system.ServerNotice;
import dev.wharf.server.GameContext;
import dev.wharf.server.player.GameSession;
import java.util.TreeMap;

/// A race of boats. The boat of a player who has lost its connection lies still, and goes on when
/// the player is back.
final class Race {
  private final GameContext context;
  private final JobQueue jobs;

  /// The boats by the names of their players, true for a boat that lies still. Only jobs of the
  /// race use this field.
  private final TreeMap<String, Boolean> boats = new TreeMap<>();

  Race(GameContext context) {
    this.context = context;
    this.jobs = context.queue("race", 1000);
  }

  void enter(GameSession session) {
    jobs.push(() -> set(session, false, " starts"));
  }

  /// Lets the boat lie still. The session stays a member of everything it is a member of, and
  /// packets to it are kept.
  void pause(GameSession session) {
    jobs.push(() -> set(session, true, " lies still"));
  }

  /// Lets the boat go on, and sends its player the present state of the race.
  void goOn(GameSession session) {
    jobs.push(
        () -> {
          session.send(notice("boats: " + boats));
          set(session, false, " goes on");
        });
  }

  void leave(GameSession session) {
    jobs.push(
        () -> {
          boats.remove(session.player().name());
          context.broadcast(notice(session.player().name() + " gives up"));
        });
  }

  private void set(GameSession session, boolean still, String what) {
    boats.put(session.player().name(), still);
    context.broadcast(notice(session.player().name() + what));
  }

  private static ServerNotice notice(String text) {
    return ServerNotice.newBuilder().setText(text).build();
  }
}
