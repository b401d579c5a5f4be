package dev.wharf.swarm.cut;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.runtime.EngineRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CutRelayTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final CutRate NEVER = new CutRate(0);
  private static final CutRate OFTEN = new CutRate(100);

  private final ServerSocket server = new ServerSocket(0, 100, ANY_PORT.getAddress());

  CutRelayTest() throws IOException {}

  @AfterEach
  void closeTheServer() throws IOException {
    server.close();
  }

  private CutRelay relay(CutRate rate, int maxConnections) throws IOException {
    return CutRelay.start(
        ANY_PORT,
        new InetSocketAddress(ANY_PORT.getAddress(), server.getLocalPort()),
        rate,
        EngineRuntime.system(),
        maxConnections);
  }

  private static Socket connect(CutRelay relay) throws IOException {
    InetSocketAddress address = relay.address();
    return new Socket(address.getAddress(), address.getPort());
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    assertThat(EngineRuntime.system().poll(condition, Duration.ofSeconds(30))).isTrue();
  }

  /// The server answers after the end of the client's bytes, and the relay must wait for the
  /// answer. The bytes are more than the sockets hold, so the relay must also stop to read.
  @Test
  void passesAllBytesAndTheEndOfEachDirection() throws Exception {
    byte[] sent = bytes(8 << 20);
    try (CutRelay relay = relay(NEVER, 10);
        Socket client = connect(relay);
        Socket accepted = server.accept()) {
      Thread sender = Thread.startVirtualThread(() -> sendAndFinish(client, sent));
      assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(sent);
      assertThat(relay.open()).isEqualTo(1);
      Thread answerer = Thread.startVirtualThread(() -> sendAndFinish(accepted, sent));
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
      sender.join();
      answerer.join();
      await(() -> relay.open() == 0);
      assertThat(relay.accepted()).isEqualTo(1);
      assertThat(relay.cut()).isZero();
    }
  }

  private static void sendAndFinish(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// Each connection sends small pieces in both directions until it ends. Both sides have received
  /// the beginning of what was sent, and nothing else.
  @Test
  void cutsEachConnectionOnBothSides() throws Exception {
    int connections = 20;
    try (CutRelay relay = relay(OFTEN, connections)) {
      for (int i = 0; i < connections; i++) {
        try (Socket client = connect(relay);
            Socket accepted = server.accept()) {
          Thread answerer = Thread.startVirtualThread(() -> exchangeUntilTheEnd(accepted));
          exchangeUntilTheEnd(client);
          answerer.join();
        }
        assertThat(relay.cut()).isEqualTo(i + 1);
      }
      await(() -> relay.open() == 0);
    }
  }

  private static void exchangeUntilTheEnd(Socket socket) {
    byte[] piece = bytes(16);
    try {
      InputStream in = socket.getInputStream();
      byte[] received = piece;
      while (received.length == piece.length) {
        socket.getOutputStream().write(piece);
        received = in.readNBytes(piece.length);
        assertThat(received).isEqualTo(Arrays.copyOf(piece, received.length));
      }
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe|aborted).*");
    }
  }

  @Test
  void cutsNothingAfterTheStop() throws Exception {
    try (CutRelay relay = relay(OFTEN, 10)) {
      relay.stopCutting();
      byte[] sent = bytes(1 << 16);
      for (int i = 0; i < 30; i++) {
        try (Socket client = connect(relay);
            Socket accepted = server.accept()) {
          Thread sender = Thread.startVirtualThread(() -> sendAndFinish(client, sent));
          assertThat(accepted.getInputStream().readAllBytes()).isEqualTo(sent);
          sender.join();
        }
      }
      assertThat(relay.cut()).isZero();
    }
  }

  @Test
  void closesConnectionsAboveItsLimit() throws Exception {
    try (CutRelay relay = relay(NEVER, 2)) {
      Socket first = connect(relay);
      Socket second = connect(relay);
      await(() -> relay.open() == 2);
      try (Socket third = connect(relay)) {
        assertThat(third.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(relay.refused()).isEqualTo(1);
      first.close();
      second.close();
      server.accept().close();
      server.accept().close();
      await(() -> relay.open() == 0);
      try (Socket fourth = connect(relay);
          Socket accepted = server.accept()) {
        fourth.getOutputStream().write(7);
        assertThat(accepted.getInputStream().read()).isEqualTo(7);
      }
    }
  }

  @Test
  void closesAConnectionWhenItCannotReachTheServer() throws Exception {
    server.close();
    try (CutRelay relay = relay(NEVER, 10);
        Socket client = connect(relay)) {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      await(() -> relay.unreached() == 1 && relay.open() == 0);
      assertThat(relay.cut()).isZero();
    }
  }

  @Test
  void closesAllConnectionsAtItsEnd() throws Exception {
    CutRelay relay = relay(NEVER, 10);
    try (Socket client = connect(relay);
        Socket accepted = server.accept()) {
      relay.close();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThat(accepted.getInputStream().read()).isEqualTo(-1);
      assertThat(relay.open()).isZero();
    } finally {
      relay.close();
    }
  }
}
