package dev.wharf.server.player;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.ServerService;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.game.server.TestClient;
import dev.wharf.protocol.PacketHandler;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.protocol.system.ServerNotice;
import dev.wharf.server.config.ServerConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlayersTest {
  private static final Account ACCOUNT = Account.of("7");

  private final Players players = new Players();

  @Test
  void othersDoNotFindAPlayerBeforeTheLoginIsComplete() {
    PacketHandler<GameSession, LoginRequest> login =
        (session, request) -> {
          Player player = players.enter(session, request.getName(), ACCOUNT);
          notifyIfSeen(request.getName());
          session.send(LoginReply.newBuilder().setPlayerId(player.id()));
          session.play(player);
          notifyIfSeen(request.getName());
        };
    List<Message> received = loginOver(login, 2);
    assertThat(received.getFirst()).isInstanceOf(LoginReply.class);
    assertThat(received.getLast())
        .isEqualTo(ServerNotice.newBuilder().setText("hello bob").build());
  }

  @Test
  void aNameIsTakenAlsoBeforeOthersFindItsPlayer() {
    PacketHandler<GameSession, LoginRequest> login =
        (session, request) -> {
          Player player = players.enter(session, request.getName(), ACCOUNT);
          boolean twice = players.enter(session, "BOB", ACCOUNT) != null;
          session.play(player);
          session.send(LoginReply.newBuilder().setName(twice ? "twice" : "once"));
        };
    assertThat(loginOver(login, 1))
        .containsExactly(LoginReply.newBuilder().setName("once").build());
  }

  private void notifyIfSeen(String name) {
    GameSession session = players.find(name);
    if (session != null) {
      session.send(ServerNotice.newBuilder().setText("hello " + session.player().name()));
    }
  }

  /// Starts a server whose only handler is that of the login, and sends a login request with the
  /// name bob.
  ///
  /// @param login handles the login request
  /// @param packets the number of packets to wait for
  /// @return the packets that the server sent
  private static List<Message> loginOver(
      PacketHandler<GameSession, LoginRequest> login, int packets) {
    ServerConfig config = ServerConfig.with(Map.of("listen.port", "0", "port.workers", "1"));
    PacketRouter<GameSession> router =
        PacketRouter.<GameSession>forServer(GamePackets.CATALOG)
            .initialState(Stage.LOGIN)
            .on(LoginRequest.class, login)
            .ignoreTheRest()
            .build();
    try (CompletionPort port = CompletionPort.open(config.port());
        ServerService service =
            ServerService.start(
                port, config.server(), PacketProtocol.of(router).sessions(GameSession::new));
        TestClient client = new TestClient(service.localAddress().getPort())) {
      client.send(LoginRequest.newBuilder().setRequestId(1).setName("bob"));
      return Stream.generate(client::next).limit(packets).toList();
    }
  }
}
