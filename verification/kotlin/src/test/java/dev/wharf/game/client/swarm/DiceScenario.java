package dev.wharf.game.client.swarm;

import dev.wharf.game.proto.DiceRolled;
import dev.wharf.game.proto.RollRequest;
import dev.wharf.swarm.Cast;
import dev.wharf.swarm.Due;
import dev.wharf.swarm.Exchange;
import dev.wharf.swarm.Scenario;
import dev.wharf.swarm.Script;

/// Each client rolls a die twice a second, and gets what it rolled.
public final class DiceScenario implements Scenario {
  private static final int SIDES = 20;

  @Override
  public String name() {
    return "dice";
  }

  @Override
  public double rate() {
    return 2;
  }

  @Override
  public Script script(Cast cast) {
    Exchange<DiceRolled> rolls =
        cast.exchange(DiceRolled.class, DiceRolled::getRequestId)
            .whereOwn((client, rolled) -> rolled.getPlayerId() == client.playerId())
            .checked((client, due, rolled) -> rolled.getSides() == SIDES);
    return Script.of((client, due) -> rolls.ask(client, due, roll(due)));
  }

  private static RollRequest.Builder roll(Due due) {
    return RollRequest.newBuilder().setRequestId((int) due.number()).setSides(SIDES);
  }
}
