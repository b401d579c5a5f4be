package dev.wharf.game.server.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.client.ClientLogin;
import dev.wharf.client.ClientStage;
import dev.wharf.client.GameClient;
import dev.wharf.client.Identity;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.ServerService;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.catalog.HeaderFormat;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.swarm.Iteration;
import dev.wharf.swarm.RequestTracker;
import dev.wharf.swarm.Scenario;
import dev.wharf.swarm.ScenarioContext;
import dev.wharf.swarm.ScenarioRegistry;
import dev.wharf.swarm.Script;
import dev.wharf.swarm.Swarm;
import dev.wharf.swarm.SwarmGame;
import dev.wharf.swarm.SwarmOptions;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.SwarmResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Lets the swarm play a game without system packets. The game has its own login and its own
/// packets.
class MoveSwarmTest {
  private static final int CLIENTS = 6;
  private static final float STRAIGHT = 1;
  private static final float CROOKED = 2;

  /// Translates the game's login packets. A client has logged in when the server has sent the
  /// client's number.
  private static final class MoveLogin implements ClientLogin {
    private static final Set<ClientStage> ALL = EnumSet.allOf(ClientStage.class);

    @Override
    public <C extends GameClient> void addTo(PacketRouter.Builder<C> router) {
      router
          .onRaw(
              MoveGame.ENTERED,
              Set.of(ClientStage.LOGGING_IN),
              (client, body) ->
                  client.accept(LoginReply.newBuilder().setPlayerId(body.getLong()).build()))
          .onRaw(
              MoveSession.FAILED,
              ALL,
              (client, body) ->
                  client.fail(
                      Failure.newBuilder().setCode(body.getInt()).setClosing(true).build()));
    }

    /// Sends nothing, because a client takes part in the game as soon as it is connected.
    @Override
    public void begin(GameClient client, Identity identity) {}
  }

  private record Moved(long player, float number, float y) {
    static Moved read(ByteBuffer body) {
      return new Moved(body.getLong(), body.getFloat(), body.getFloat());
    }
  }

  /// Lets each user move. The user and all other users must get its position.
  private record MoveScenario(int bytes, float expected) implements Scenario {
    @Override
    public String name() {
      return "move";
    }

    @Override
    public Script script(ScenarioContext context) {
      RequestTracker<Moved> moves =
          context
              .requestsRaw(MoveGame.MOVED, Moved::read, moved -> (long) moved.number())
              .filter((client, moved) -> moved.player() == client.playerId())
              .check((client, iteration, moved) -> moved.y() == expected);
      return Script.of(
          (client, iteration) -> moves.sendRaw(client, iteration, MoveGame.MOVE, move(iteration)));
    }

    private byte[] move(Iteration iteration) {
      return ByteBuffer.allocate(bytes)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putFloat(iteration.number())
          .putFloat(STRAIGHT)
          .array();
    }
  }

  private record MoveSwarm(Scenario scenario) implements SwarmGame {
    @Override
    public PacketCatalog catalog() {
      return PacketCatalog.rawOnly(HeaderFormat.SERVER_CORE);
    }

    @Override
    public ScenarioRegistry scenarios() {
      return ScenarioRegistry.empty().with("move", () -> scenario);
    }

    @Override
    public ClientLogin login() {
      return new MoveLogin();
    }
  }

  /// Runs the swarm in a closed loop, because the server replaces a waiting move by the next one.
  private static SwarmResult play(Scenario scenario) {
    ServerConfig config =
        ServerConfig.with(
            Map.of(
                "listen.port", "0",
                "port.workers", "2",
                "port.buffer-memory", "64MiB",
                "admission.exempt-loopback", "true"));
    CompletionPort port = CompletionPort.open(config.port());
    try {
      ServerService service = new MoveGame(config).start(port, config);
      SwarmOptions options =
          SwarmOptions.builder(service.localAddress())
              .clients(CLIENTS)
              .scenarios(List.of("move"))
              .rate(20)
              .closedLoop(true)
              .duration(Duration.ofMillis(500))
              .settleTimeout(Duration.ofSeconds(20))
              .workers(1)
              .build();
      return new Swarm(options, new MoveSwarm(scenario)).run(ProgressView.none());
    } finally {
      port.close();
    }
  }

  @Test
  void playsAGameWithoutSystemPackets() {
    SwarmResult result = play(new MoveScenario(8, STRAIGHT));
    Counts counts = result.scenarios().getFirst().counts();
    assertThat(result.connections().loggedIn()).isEqualTo(CLIENTS);
    assertThat(result.errors()).isEmpty();
    assertThat(counts.sent()).isPositive();
    assertThat(counts).isEqualTo(exactly(counts.sent(), 0));
  }

  @Test
  void checksTheContent() {
    Counts counts = play(new MoveScenario(8, CROOKED)).scenarios().getFirst().counts();
    assertThat(counts).isEqualTo(exactly(counts.sent(), counts.sent()));
  }

  @Test
  void countsTheGamesOwnFailuresAndTheLostConnections() {
    SwarmResult result = play(new MoveScenario(9, STRAIGHT));
    assertThat(result.connections().disconnected()).isEqualTo(CLIENTS);
    assertThat(result.errors())
        .containsKeys(
            "server: FAILURE_" + FailureCode.MALFORMED_BODY_VALUE, "disconnected: PEER_CLOSED");
  }

  private static Counts exactly(long sent, long corrupted) {
    return new Counts(sent, 0, 0, sent, sent, 0, 0, corrupted, 0, 0, 0);
  }
}
