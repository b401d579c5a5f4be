package dev.wharf.swarm.move;

import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.Scenario;
import dev.wharf.swarm.ScenarioContext;
import dev.wharf.swarm.Script;
import dev.wharf.swarm.StateStream;
import java.util.concurrent.atomic.LongAdder;

/// Each user walks in a circle, and sends its next position 20 times a second.
public final class MoveScenario implements Scenario {
  private static final int RADIUS = 1000;
  private static final int STEPS = 100;

  @Override
  public String name() {
    return "move";
  }

  @Override
  public double rate() {
    return 20;
  }

  @Override
  public Script script(ScenarioContext context) {
    LongAdder rests = context.counter("rests");
    StateStream<MoveState> moves =
        context
            .states(MoveState.class, MoveState::getTick, MoveState::getAcknowledged)
            .check((client, state) -> isOnItsWay(state, rests));
    return Script.of((client, iteration) -> moves.send(client, iteration, input(iteration)));
  }

  private static MoveInput.Builder input(Iteration iteration) {
    return MoveInput.newBuilder()
        .setNumber(iteration.number())
        .setX(x(iteration.number()))
        .setY(y(iteration.number()));
  }

  /// Returns whether the state has the position of the acknowledged input.
  private static boolean isOnItsWay(MoveState state, LongAdder rests) {
    long number = state.getAcknowledged();
    if (number == 0) {
      rests.increment();
      return true;
    }
    return state.getX() == x(number) && state.getY() == y(number);
  }

  private static int x(long number) {
    return (int) (RADIUS * Math.cos(2 * Math.PI * number / STEPS));
  }

  private static int y(long number) {
    return (int) (RADIUS * Math.sin(2 * Math.PI * number / STEPS));
  }
}
