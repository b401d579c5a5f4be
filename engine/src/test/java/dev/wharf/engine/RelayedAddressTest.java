package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.transform.Header;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Tests sessions whose transformation tells the peer's address, as a server behind a proxy has
/// them: the limits by address, and what the transformation costs after its header.
class RelayedAddressTest {
  private static final byte[] HEADER = {10, 0, 0, 1};
  private static final int LARGE = 300_000;

  /// Makes sessions behind a relay that tells addresses.
  private static final TransformationFactory RELAYED =
      new TransformationFactory() {
        @Override
        public Transformation create(InetSocketAddress remote) {
          return new Header();
        }

        @Override
        public boolean expectsPeerAddress(InetSocketAddress remote) {
          return true;
        }
      };

  private static ServerOptions options(AdmissionLimits limits) {
    SessionOptions session =
        SessionOptions.defaults().withLoginTimeout(Duration.ZERO).withTransformation(RELAYED);
    return ServerOptions.onLoopback(0).withAdmission(limits).withSession(session);
  }

  private static AdmissionLimits perAddress(int most) {
    return new AdmissionLimits(100, 100, 100, most, 100, false);
  }

  private static Socket relayed(EngineFixture engine, ServerService server, int lastByte)
      throws Exception {
    Socket socket = engine.socketTo(server);
    socket.getOutputStream().write(new byte[] {10, 0, 0, (byte) lastByte});
    return socket;
  }

  @Test
  void hasTheAddressThatTheTransformationTells() throws Exception {
    CompletableFuture<InetSocketAddress> atConnect = new CompletableFuture<>();
    Probes probes =
        new Probes(
            () ->
                new SessionHandler() {
                  @Override
                  public void onConnected(Session session) {
                    atConnect.complete(session.remoteAddress());
                  }

                  @Override
                  public void onReceived(Session session, ByteBuffer received) {
                    EngineFixture.send(session, received);
                  }
                });
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(options(perAddress(1)), probes);
      Socket socket = engine.socketTo(server);
      probes.next();
      EngineFixture.until("the session exists", () -> server.sessionCount() == 1);
      Session session = server.sessions().iterator().next();
      assertThat(session.remoteAddress().getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
      socket.getOutputStream().write(HEADER);
      InetSocketAddress told =
          new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), Header.PORT);
      assertThat(atConnect.get()).isEqualTo(told);
      assertThat(session.remoteAddress()).isEqualTo(told);
      assertThat(session.toString()).endsWith("(10.0.0.1:4000)");
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void limitsTheAddressesBehindTheRelayAndNotTheRelay() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(options(perAddress(1)), probes);
      for (int i = 1; i <= 5; i++) {
        Peers.assertEchoes(relayed(engine, server, i), i);
        probes.next();
      }
      Peers.assertClosedByOther(relayed(engine, server, 3));
      Probe refused = probes.next();
      assertThat(refused.reason()).isEqualTo(CloseReason.ADDRESS_REFUSED);
      assertThat(refused.connects).hasValue(0);
      assertThat(server.counters().refusedByAddress()).isEqualTo(1);
      EngineFixture.until(
          "the end is counted", () -> server.counters().closed(CloseReason.ADDRESS_REFUSED) == 1);
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void countsTheConnectionsOfTheRelayInTheTotal() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server =
          engine.serve(options(new AdmissionLimits(2, 2, 2, 2, 100, false)), probes);
      Peers.assertEchoes(relayed(engine, server, 1), 1);
      Peers.assertEchoes(relayed(engine, server, 2), 2);
      Peers.assertClosedByOther(relayed(engine, server, 3));
      assertThat(server.counters().refusedFull()).isEqualTo(1);
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// The header comes in two parts, cut at each byte. The bytes behind the header come with its
  /// second part. [Header] fails when it is called after the header.
  @Test
  void passesOnTheBytesBehindTheHeader() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(options(perAddress(100)), probes);
      for (int cut = 0; cut <= HEADER.length; cut++) {
        Socket socket = engine.socketTo(server);
        socket.getOutputStream().write(HEADER, 0, cut);
        Probe probe = probes.next();
        if (cut == HEADER.length) {
          probe.session();
        }
        byte[] rest = new byte[HEADER.length - cut + 3];
        System.arraycopy(HEADER, cut, rest, 0, HEADER.length - cut);
        rest[rest.length - 1] = 7;
        socket.getOutputStream().write(rest);
        assertThat(socket.getInputStream().readNBytes(3)).containsExactly(0, 0, 7);
        Peers.assertEchoes(socket, cut);
        assertEchoesAll(socket);
        socket.shutdownOutput();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        assertThat(probe.reason()).isEqualTo(CloseReason.PEER_CLOSED);
      }
    }
    probes.assertAllEndedOnceAndLast();
  }

  private static void assertEchoesAll(Socket socket) throws Exception {
    byte[] bytes = Peers.bytes(LARGE, 1);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              try {
                socket.getOutputStream().write(bytes);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    assertThat(socket.getInputStream().readNBytes(LARGE)).isEqualTo(bytes);
    writing.join();
  }

  @Test
  void endsASessionWhoseHeaderIsLateOrBad() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerOptions options = options(perAddress(100));
      ServerService server =
          engine.serve(
              options.withSession(options.session().withConnectTimeout(Duration.ofMillis(300))),
              probes);
      Socket late = engine.socketTo(server);
      late.getOutputStream().write(HEADER, 0, 3);
      assertThat(probes.next().reason()).isEqualTo(CloseReason.CONNECT_TIMEOUT);
      Socket bad = engine.socketTo(server);
      bad.getOutputStream().write(0);
      assertThat(probes.next().reason()).isEqualTo(Header.BAD_HEADER);
    }
    probes.assertAllEndedOnceAndLast();
  }
}
