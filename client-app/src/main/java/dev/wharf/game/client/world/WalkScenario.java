package dev.wharf.game.client.world;

import dev.wharf.game.proto.EnterWorldReply;
import dev.wharf.game.proto.EnterWorldRequest;
import dev.wharf.game.proto.MoveRequest;
import dev.wharf.game.proto.SightChanged;
import dev.wharf.game.proto.Snapshot;
import dev.wharf.game.proto.SpeakRequest;
import dev.wharf.game.proto.ZoneEntered;
import dev.wharf.swarm.PerClient;
import dev.wharf.swarm.Scenario;
import dev.wharf.swarm.ScenarioContext;
import dev.wharf.swarm.Script;
import dev.wharf.swarm.StateStream;
import dev.wharf.swarm.Step;
import dev.wharf.swarm.sight.SightOracle;
import java.util.random.RandomGenerator;

/// Lets each user walk through the world. The server must acknowledge each move, and each user must
/// see exactly what the rule of the world says ([SightOracle]). Each difference counts as
/// corrupted.
public final class WalkScenario implements Scenario {
  private static final double RATE = 10;
  private static final int REQUEST_ID = 1;

  /// Creates the scenario. [dev.wharf.game.client.swarm.GameSwarm] calls this constructor.
  public WalkScenario() {}

  @Override
  public String name() {
    return "walk";
  }

  @Override
  public double rate() {
    return RATE;
  }

  @Override
  public String description() {
    return "each user walks through the world, 10 moves a second, and checks what it sees and"
        + " hears";
  }

  @Override
  public Script script(ScenarioContext context) {
    SightOracle oracle =
        new SightOracle(
            context.counter("checked"), context.counter("late"), context.tally()::corrupted);
    PerClient<WalkingUser> users = context.perClient(_ -> new WalkingUser(oracle));
    Step enter =
        context.step(EnterWorldReply.class, (client, reply) -> users.of(client).onEntered(reply));
    context.on(ZoneEntered.class, (client, entered) -> users.of(client).onZone(entered));
    context.on(
        SightChanged.class,
        (client, changes) -> {
          if (!users.of(client).onSight(changes)) {
            context.tally().corrupted();
          }
        });
    StateStream<Snapshot> moves =
        context
            .states(Snapshot.class, Snapshot::getTick, Snapshot::getInput)
            .withGaps()
            .check((client, snapshot) -> users.of(client).onSnapshot(snapshot));
    return Script.of(
            (client, iteration) -> {
              WalkingUser user = users.of(client);
              RandomGenerator random = context.random(client, iteration);
              MoveRequest.Builder next = user.next(iteration.number(), RATE, random);
              if (next != null) {
                moves.send(client, iteration, next);
              }
              SpeakRequest.Builder speech = user.speech(random);
              if (speech != null) {
                client.send(speech);
              }
            })
        .entering(
            client -> enter.send(client, EnterWorldRequest.newBuilder().setRequestId(REQUEST_ID)));
  }
}
