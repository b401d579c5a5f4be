package dev.wharf.server.dice;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.game.proto.DiceRolled;
import dev.wharf.game.proto.RollRequest;
import dev.wharf.game.server.chat.Multicast;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.server.player.GameSession;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/// A table with a die: who rolls it sits down, and all who sit there see every roll, in one order.
public final class DiceTable {
  private static final int MOST_SIDES = 100;

  private final JobQueue jobs;
  private final Multicast multicast;

  /// Bounded by the number of sessions: one that ends gets up.
  private final Set<GameSession> seats = ConcurrentHashMap.newKeySet();

  /// @param port whose workers run the table's jobs
  public DiceTable(CompletionPort port, Multicast multicast) {
    this.jobs = new JobQueue(port.executor(), JobQueueOptions.defaults().withName("dice"));
    this.multicast = multicast;
  }

  /// Adds the handlers to a router.
  public void addTo(PacketRouter.Builder<GameSession> router) {
    router.on(RollRequest.class, this::roll);
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
    multicast.send(
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
