package dev.wharf.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.wharf.engine.ClientService;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.SendResult;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.game.proto.GamePackets;
import dev.wharf.game.tests.TestServer;
import dev.wharf.protocol.FrameTooLargeException;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.LoginReply;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests that the server tells a client how large the frames may be that it sends and receives.
class FrameBoundsTest {
  private static final int PATIENCE_SECONDS = 20;

  private static final class Player extends GameClient {
    final CompletableFuture<LoginReply> loggedIn = new CompletableFuture<>();
    final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    Player(PacketLink link) {
      super(link, Identity.of("Ann", ""));
    }

    @Override
    protected void onLoggedIn(LoginReply reply) {
      loggedIn.complete(reply);
    }

    @Override
    protected void onFailure(Failure failure) {
      heard.add(failure);
    }

    @Override
    protected void onEnded(CloseReason reason) {
      heard.add(reason);
    }

    Object next() throws InterruptedException {
      return heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private interface Body {
    void run(Player player) throws Exception;
  }

  private static void with(Body body, String... keysAndValues) throws Exception {
    PacketProtocol<Player> protocol =
        PacketProtocol.of(
            GameClient.<Player>routes(GamePackets.CATALOG)
                .on(EchoReply.class, (player, reply) -> player.heard.add(reply.getPayload().size()))
                .ignoreTheRest()
                .build());
    try (TestServer server = TestServer.start(keysAndValues);
        CompletionPort port = CompletionPort.open(PortOptions.defaults().withWorkers(1));
        ClientService service = ClientService.open(port, GameClient.sessionOptions())) {
      service.connect(server.address(), protocol.sessions(Player::new));
      Player player =
          service.sessions().stream().map(protocol::sessionOn).findFirst().orElseThrow();
      player.loggedIn.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      body.run(player);
    }
  }

  private static EchoRequest echo(int bytes) {
    return EchoRequest.newBuilder().setPayload(ByteString.copyFrom(new byte[bytes])).build();
  }

  @ParameterizedTest
  @ValueSource(ints = {5_000, 60_000})
  void exchangesLargeFramesWithAServerThatAllowsThem(int bytes) throws Exception {
    with(
        player -> {
          assertThat(player.send(echo(bytes))).isEqualTo(SendResult.QUEUED);
          assertThat(player.next()).isEqualTo(bytes);
          assertThat(player.send(echo(1))).isEqualTo(SendResult.QUEUED);
          assertThat(player.next()).isEqualTo(1);
        },
        "session.max-frame-bytes",
        "65535",
        "session.max-sent-frame-bytes",
        "65535");
  }

  @Test
  void doesNotSendAFrameThatTheServerWouldRefuse() throws Exception {
    with(
        player -> {
          assertThatThrownBy(() -> player.send(echo(5_000)))
              .isInstanceOf(FrameTooLargeException.class);
          assertThat(player.send(echo(4_000))).isEqualTo(SendResult.QUEUED);
          assertThat(player.next()).isEqualTo(4_000);
        });
    with(
        player ->
            assertThatThrownBy(() -> player.send(echo(1_000)))
                .isInstanceOf(FrameTooLargeException.class),
        "session.max-frame-bytes",
        "1000",
        "chat.max-text",
        "100",
        "login.max-token-bytes",
        "100");
  }
}
