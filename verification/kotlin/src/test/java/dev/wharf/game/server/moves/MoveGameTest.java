package dev.wharf.game.server.moves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ProtocolMessageEnum;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.ServerService;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.server.config.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Plays a game with raw bodies and without a login, as docs/raw-bodies.md shows it.
class MoveGameTest {
  private final ServerConfig config =
      ServerConfig.with(
          Map.of(
              "listen.port", "0",
              "port.workers", "2",
              "port.buffer-memory", "64MiB",
              "admission.exempt-loopback", "true",
              "admission.max-unauthenticated", "1"));

  private CompletionPort port;
  private ServerService service;

  @BeforeEach
  void start() {
    port = CompletionPort.open(config.port());
    service = new MoveGame(config).start(port, config);
  }

  @AfterEach
  void end() {
    port.close();
    assertThat(port.ledger().isZero()).as(port.ledger().toString()).isTrue();
  }

  /// Tests that a connected client counts as logged in. Otherwise the server would not accept the
  /// second client.
  @Test
  void acceptsPlayersWithoutALogin() throws IOException {
    try (Client ann = connect()) {
      long annsId = ann.nextEntered(1);
      try (Client bob = connect()) {
        bob.nextEntered(2);
        ann.send(MoveGame.MOVE, body(8).putFloat(1.5f).putFloat(-2));
        ann.nextMoved(annsId, 1.5f, -2);
        bob.nextMoved(annsId, 1.5f, -2);
        ann.hangUp();
        assertThat(bob.next(MoveGame.LEFT).getLong()).isEqualTo(annsId);
      }
    }
  }

  @Test
  void sendsFailuresInTheGamesOwnBytes() throws IOException {
    try (Client ann = connect()) {
      ann.nextEntered(1);
      ann.send(MoveGame.MOVE, body(3));
      ann.nextFailure(FailureCode.MALFORMED_BODY);
      ann.nextEnd();
    }
    awaitClosed(PacketCloseReasons.MALFORMED_BODY);
  }

  @Test
  void sendsRefusalsOfTheLibraryInTheGamesOwnBytes() throws IOException {
    try (Client ann = connect()) {
      ann.nextEntered(1);
      ann.send(77, body(0));
      ann.nextFailure(FailureCode.UNKNOWN_PACKET);
      ann.nextEnd();
    }
    awaitClosed(PacketCloseReasons.UNKNOWN_PACKET);
  }

  @Test
  void announcesTheDrainInTheGamesOwnBytes() throws Exception {
    try (Client ann = connect()) {
      ann.nextEntered(1);
      Thread drain = Thread.ofVirtual().start(() -> service.drain(Duration.ofSeconds(10)));
      assertThat(ann.next(MoveSession.CLOSING).getInt()).isEqualTo(10);
      ann.hangUp();
      drain.join();
    }
  }

  private void awaitClosed(CloseReason reason) {
    await().untilAsserted(() -> assertThat(service.counters().closed(reason)).isEqualTo(1));
  }

  private static ByteBuffer body(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Client connect() throws IOException {
    return new Client(service.localAddress().getPort());
  }

  /// A client without any library of this project. It knows only the frame header and the structs
  /// of the game.
  private static final class Client implements AutoCloseable {
    private final Socket socket;

    Client(int port) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(10_000);
    }

    void send(int id, ByteBuffer body) throws IOException {
      ByteBuffer frame = body(4 + body.capacity());
      frame.putShort((short) frame.capacity()).putShort((short) id).put(body.array());
      socket.getOutputStream().write(frame.array());
    }

    ByteBuffer next(int id) throws IOException {
      ByteBuffer header = read(4);
      int size = Short.toUnsignedInt(header.getShort());
      assertThat(Short.toUnsignedInt(header.getShort())).isEqualTo(id);
      return read(size - 4);
    }

    long nextEntered(int players) throws IOException {
      ByteBuffer entered = next(MoveGame.ENTERED);
      long id = entered.getLong();
      assertThat(entered.getInt()).isEqualTo(players);
      return id;
    }

    void nextMoved(long player, float x, float y) throws IOException {
      ByteBuffer moved = next(MoveGame.MOVED);
      assertThat(moved.getLong()).isEqualTo(player);
      assertThat(moved.getFloat()).isEqualTo(x);
      assertThat(moved.getFloat()).isEqualTo(y);
    }

    void nextFailure(ProtocolMessageEnum code) throws IOException {
      assertThat(next(MoveSession.FAILED).getInt()).isEqualTo(code.getNumber());
    }

    void nextEnd() throws IOException {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    private ByteBuffer read(int bytes) throws IOException {
      return ByteBuffer.wrap(socket.getInputStream().readNBytes(bytes))
          .order(ByteOrder.LITTLE_ENDIAN);
    }

    void hangUp() throws IOException {
      socket.close();
    }

    @Override
    public void close() throws IOException {
      hangUp();
    }
  }
}
