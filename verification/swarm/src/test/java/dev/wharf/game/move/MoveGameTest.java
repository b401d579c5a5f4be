package dev.wharf.game.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wharf.client.GameClient;
import dev.wharf.client.Identity;
import dev.wharf.engine.ClientService;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.server.GameServer;
import dev.wharf.swarm.ScenarioRegistry;
import dev.wharf.swarm.Swarm;
import dev.wharf.swarm.SwarmGame;
import dev.wharf.swarm.SwarmOptions;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.move.MoveInput;
import dev.wharf.swarm.move.MoveScenario;
import dev.wharf.swarm.move.MoveState;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.SwarmResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tests the game that docs/game-server.md describes, in which players walk, with 500 users of the
/// swarm.
class MoveGameTest {
  private static final int USERS = 500;

  private final MoveGame game = new MoveGame();
  private final GameServer server =
      GameServer.start(game, game.config(Map.of("listen.port", "0", "development", "true")));

  private static final class MoveSwarm implements SwarmGame {
    @Override
    public PacketCatalog catalog() {
      return new MoveGame().catalog();
    }

    @Override
    public ScenarioRegistry scenarios() {
      return ScenarioRegistry.empty().with("move", MoveScenario::new);
    }
  }

  @Test
  void sends500UsersTheirPositions() {
    try (server) {
      SwarmOptions options =
          SwarmOptions.builder(server.address())
              .clients(USERS)
              .scenarios(List.of("move"))
              .duration(Duration.ofSeconds(2))
              .settleTimeout(Duration.ofSeconds(60))
              .workers(1)
              .build();
      SwarmResult result = new Swarm(options, new MoveSwarm()).run(ProgressView.none());
      Counts counts = result.scenarios().getFirst().counts();
      assertThat(result.connections().loggedIn()).isEqualTo(USERS);
      assertThat(result.errors()).isEmpty();
      assertThat(counts.sent()).isPositive();
      assertThat(counts)
          .isEqualTo(
              new Counts(counts.sent(), 0, 0, counts.sent(), counts.sent(), 0, 0, 0, 0, 0, 0));
      assertThat(server.drain()).isTrue();
    }
  }

  @Test
  void putsAPlayerBackWhoMovesTooFast() {
    try (server) {
      PacketRouter<Jumper> packets =
          GameClient.<Jumper>routes(game.catalog())
              .on(MoveState.class, (jumper, state) -> jumper.latest = state)
              .build();
      Jumper[] jumper = new Jumper[1];
      ClientService.open(server.completionPort(), GameClient.sessionOptions())
          .connect(
              server.address(),
              PacketProtocol.of(packets).sessions(link -> jumper[0] = new Jumper(link)));
      await().atMost(Duration.ofSeconds(60)).until(() -> jumper[0].isLoggedIn());
      jumper[0].go(1, 1000, 1000);
      assertAcknowledged(jumper[0], 1, 1000, 1000);
      jumper[0].go(2, 9000, 1000);
      assertAcknowledged(jumper[0], 2, 1000, 1000);
      jumper[0].go(3, 1100, 1000);
      assertAcknowledged(jumper[0], 3, 1100, 1000);
    }
  }

  private static void assertAcknowledged(Jumper jumper, long number, int x, int y) {
    await().atMost(Duration.ofSeconds(60)).until(() -> jumper.latest.getAcknowledged() == number);
    assertThat(jumper.latest.getX()).isEqualTo(x);
    assertThat(jumper.latest.getY()).isEqualTo(y);
  }

  private static final class Jumper extends GameClient {
    private volatile MoveState latest = MoveState.getDefaultInstance();

    Jumper(PacketLink link) {
      super(link, Identity.of("jumper", ""));
    }

    void go(long number, int x, int y) {
      send(MoveInput.newBuilder().setNumber(number).setX(x).setY(y));
    }
  }
}
