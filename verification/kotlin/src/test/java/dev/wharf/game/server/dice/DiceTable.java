package dev.wharf.game.server.dice;

import dev.wharf.engine.job.JobQueue;
import dev.wharf.game.proto.DiceRolled;
import dev.wharf.game.proto.RollRequest;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.server.GameContext;
import dev.wharf.server.player.GameSession;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// A table with a die. A player who rolls takes a seat. All seated players get every roll, in the
/// same order.
public final class DiceTable {
  private static final int MOST_SIDES = 100;
  private static final int MOST_WAITING = 1000;

  private final GameContext context;
  private final JobQueue jobs;

  /// The sessions of the seated players. The limit on sessions bounds this set, because a session
  /// is removed at its end.
  private final Set<GameSession> seats = ConcurrentHashMap.newKeySet();

  /// Creates a table without players.
  public DiceTable(GameContext context) {
    this.context = context;
    this.jobs = context.queue("dice", MOST_WAITING);
  }

  /// Adds the packet handlers of the table to the server.
  public void addHandlers() {
    context.packets().on(RollRequest.class, this::roll);
  }

  private void roll(GameSession session, RollRequest request) {
    int id = request.getRequestId();
    if (request.getSides() < 2 || request.getSides() > MOST_SIDES) {
      session.fail(
          FailureCode.INVALID_REQUEST, request, id, "a die has 2 to " + MOST_SIDES + " sides");
    } else if (!jobs.tryPush(() -> play(session, request))) {
      session.fail(FailureCode.INVALID_REQUEST, request, id, "too many rolls wait for this table");
    }
  }

  private void play(GameSession session, RollRequest request) {
    if (seats.add(session)) {
      session.atEnd(() -> seats.remove(session));
    }
    int value = ThreadLocalRandom.current().nextInt(request.getSides()) + 1;
    context.sendToAll(
        seats,
        DiceRolled.newBuilder()
            .setPlayerId(session.player().id())
            .setPlayerName(session.player().name())
            .setRequestId(request.getRequestId())
            .setSides(request.getSides())
            .setValue(value)
            .build());
  }
}
