package dev.wharf.game.client.swarm;

import dev.wharf.game.proto.DiceRolled;
import dev.wharf.game.proto.RollRequest;
import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.RequestTracker;
import dev.wharf.swarm.Scenario;
import dev.wharf.swarm.ScenarioContext;
import dev.wharf.swarm.Script;

/// Lets each user roll a die twice a second, and get the result.
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
  public Script script(ScenarioContext context) {
    RequestTracker<DiceRolled> rolls =
        context
            .requests(DiceRolled.class, DiceRolled::getRequestId)
            .filter((client, rolled) -> rolled.getPlayerId() == client.playerId())
            .check((client, iteration, rolled) -> rolled.getSides() == SIDES);
    return Script.of((client, iteration) -> rolls.send(client, iteration, roll(iteration)));
  }

  private static RollRequest.Builder roll(Iteration iteration) {
    return RollRequest.newBuilder().setRequestId((int) iteration.number()).setSides(SIDES);
  }
}
