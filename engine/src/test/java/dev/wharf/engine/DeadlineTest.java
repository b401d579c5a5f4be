package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests the deadlines of a session. A deadline ends the session of a peer that is silent, sends or
/// reads too slowly, or does not close.
class DeadlineTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  /// Returns a handler that echoes complete frames: `length` (two bytes, low byte first) and a
  /// body.
  private static SessionHandler frames() {
    return (session, received) -> {
      received.order(ByteOrder.LITTLE_ENDIAN);
      while (received.remaining() >= 2) {
        int size = 2 + Short.toUnsignedInt(received.getShort(received.position()));
        if (received.remaining() < size) {
          return;
        }
        EngineFixture.send(session, received.slice(received.position(), size));
        received.position(received.position() + size);
      }
    };
  }

  private static ByteBuffer frame(int bodySize, long seed) {
    return ByteBuffer.allocate(2 + bodySize)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) bodySize)
        .put(Peers.bytes(bodySize, seed))
        .flip();
  }

  private static ServerOptions with(UnaryOperator<SessionOptions> change) {
    return EngineFixture.open().withSession(change.apply(EngineFixture.open().session()));
  }

  private static void write(Socket socket, byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /// Sends packets until the session is slow. The peer does not read, so the socket buffers become
  /// full first.
  ///
  /// @return whether the session was already slow before this call, so that nothing was sent
  private static boolean fill(Session session) {
    boolean full = session.isSlow();
    for (int i = 0; i < 100 && !session.isSlow(); i++) {
      EngineFixture.send(session, ByteBuffer.allocate(4096));
    }
    return full;
  }

  private static void take(Socket socket, int bytes) {
    try {
      assertThat(socket.getInputStream().readNBytes(bytes)).hasSize(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertEchoes(Socket socket, ByteBuffer frame) throws IOException {
    write(socket, frame.array());
    assertThat(socket.getInputStream().readNBytes(frame.capacity())).isEqualTo(frame.array());
  }

  @ParameterizedTest
  @EnumSource
  void understandsFramesThatComeAByteAtATime(PortOptions.Shape shape) throws Exception {
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      ServerService server = engine.serve(session -> frames());
      Socket socket = engine.socketTo(server);
      for (int i = 0; i < 20; i++) {
        byte[] frame = frame(i, i).array();
        for (byte b : frame) {
          socket.getOutputStream().write(b);
        }
        assertThat(socket.getInputStream().readNBytes(frame.length)).isEqualTo(frame);
      }
    }
  }

  /// Sends single bytes of one frame until the session ends. A byte must not restart the frame
  /// deadline, and the session must not end as idle.
  @ParameterizedTest
  @EnumSource
  void endsAPeerWhoseFrameTricklesInForTooLong(PortOptions.Shape shape) throws Exception {
    int most = 3000;
    Probes probes = new Probes(DeadlineTest::frames);
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      ServerService server = engine.serve(with(s -> s.withFrameTimeout(SHORT)), probes);
      Socket honest = engine.socketTo(server);
      Probe beside = probes.next();
      Socket socket = engine.socketTo(server);
      Probe probe = probes.next();
      Session ended = probe.session();
      write(socket, new byte[] {(byte) 0xff, 0x0f});
      EngineFixture.until(
          "ended",
          () -> {
            try {
              assertEchoes(honest, frame(3, 1));
              if (probe.receives.get() < most) {
                socket.getOutputStream().write(0);
              }
            } catch (IOException broken) {
              assertThat(ended.closeReason())
                  .as("only a closed session breaks the socket")
                  .isNotNull();
            }
            return probe.ended.isDone();
          });
      assertThat(probe.reason()).isEqualTo(CloseReason.FRAME_TIMEOUT);
      assertThat(probe.receives.get()).as("ended while bytes came").isBetween(3, most - 1);
      assertThat(beside.ended).isNotDone();
      assertEchoes(honest, frame(100, 2));
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// The session of a peer that reads nothing must end at the write deadline, even when the peer
  /// keeps sending.
  @ParameterizedTest
  @EnumSource
  void endsAPeerThatTakesNothingThoughItSends(PortOptions.Shape shape) throws Exception {
    Probes probes = new Probes(() -> (session, received) -> received.position(received.limit()));
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      ServerService server = engine.serve(with(s -> s.withWriteTimeout(SHORT)), probes);
      Socket beside = engine.socketTo(server);
      Probe honest = probes.next();
      EngineFixture.send(honest.session(), (byte) 1);
      take(beside, 1);
      Socket socket = engine.socketTo(server);
      Probe probe = probes.next();
      Session session = probe.session();
      EngineFixture.until(
          "ended",
          () -> {
            fill(session);
            try {
              write(socket, new byte[] {1});
              write(beside, new byte[] {1});
            } catch (IOException broken) {
              assertThat(session.closeReason())
                  .as("only a closed session breaks the socket")
                  .isNotNull();
            }
            return probe.ended.isDone();
          });
      assertThat(probe.reason()).isEqualTo(CloseReason.SLOW_READER);
      assertThat(honest.ended).isNotDone();
      socket.close();
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// The session of a slow reader must stay when the peer still reads from time to time.
  @Test
  void aPeerThatTakesSomethingNowAndThenStays() throws Exception {
    Probes probes = new Probes(() -> (session, received) -> received.position(received.limit()));
    try (EngineFixture engine = new EngineFixture()) {
      Duration timeout = Duration.ofMillis(1000);
      ServerService server = engine.serve(with(s -> s.withWriteTimeout(timeout)), probes);
      Socket socket = engine.socketTo(server);
      Probe probe = probes.next();
      Session session = probe.session();
      EngineFixture.until("full", () -> fill(session));
      long end = System.nanoTime() + timeout.multipliedBy(2).toNanos();
      EngineFixture.until(
          "longer than the timeout",
          () -> {
            fill(session);
            take(socket, 64 << 10);
            return System.nanoTime() - end > 0;
          });
      assertThat(probe.ended).isNotDone();
    }
  }

  /// Sends complete frames, each together with the first byte of the next frame. The receive buffer
  /// always contains an incomplete frame, but no frame is incomplete for long.
  @Test
  void startsTheDeadlineOfEachFrameAnew() throws Exception {
    Probes probes = new Probes(DeadlineTest::frames);
    try (EngineFixture engine = new EngineFixture()) {
      Duration timeout = Duration.ofMillis(1000);
      ServerService server = engine.serve(with(s -> s.withFrameTimeout(timeout)), probes);
      Socket socket = engine.socketTo(server);
      Probe probe = probes.next();
      byte[] frame = frame(2, 1).array();
      write(socket, new byte[] {frame[0]});
      long end = System.nanoTime() + timeout.multipliedBy(2).toNanos();
      EngineFixture.until(
          "longer than the timeout",
          () -> {
            try {
              write(socket, new byte[] {frame[1], frame[2], frame[3], frame[0]});
              socket.getInputStream().readNBytes(frame.length);
            } catch (IOException e) {
              throw new AssertionError("ended as " + probe.ended, e);
            }
            return System.nanoTime() - end > 0;
          });
      assertThat(probe.ended).isNotDone();
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsAPeerThatIsSilentForTooLong(PortOptions.Shape shape) throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      ServerService server = engine.serve(with(s -> s.withIdleTimeout(SHORT)), probes);
      Socket socket = engine.socketTo(server);
      Peers.assertEchoes(socket, 1);
      Probe probe = probes.next();
      assertThat(probe.reason()).isEqualTo(CloseReason.IDLE);
      Peers.assertClosedByOther(socket);
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void bytesSentToThePeerAreNoSignOfLife() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(with(s -> s.withIdleTimeout(SHORT)), probes);
      engine.socketTo(server);
      Probe probe = probes.next();
      EngineFixture.until(
          "ended",
          () -> {
            try {
              EngineFixture.send(probe.session(), (byte) 1);
            } catch (Exception e) {
              throw new AssertionError(e);
            }
            return probe.ended.isDone();
          });
      assertThat(probe.reason()).isEqualTo(CloseReason.IDLE);
    }
  }

  /// Two services have a silent peer; only one of them has an idle timeout. The engine checks both
  /// sessions equally often, so when one has ended, the other was checked, too.
  @Test
  void letsASilentPeerStayWhenTheIdleTimeoutIsOff() throws Exception {
    Probes idle = Probes.echo();
    Probes stays = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService off = engine.serve(with(s -> s.withIdleTimeout(Duration.ZERO)), stays);
      ServerService on = engine.serve(with(s -> s.withIdleTimeout(SHORT)), idle);
      Socket silent = engine.socketTo(off);
      engine.socketTo(on);
      assertThat(idle.next().reason()).isEqualTo(CloseReason.IDLE);
      Peers.assertEchoes(silent, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsAPeerThatDoesNotLogInThoughItTalks(PortOptions.Shape shape) throws Exception {
    AtomicBoolean logsIn = new AtomicBoolean(true);
    Probes probes =
        new Probes(
            () ->
                new SessionHandler() {
                  @Override
                  public void onConnected(Session session) {
                    if (logsIn.getAndSet(false)) {
                      session.markAuthenticated();
                    }
                  }

                  @Override
                  public void onReceived(Session session, ByteBuffer received) {
                    EngineFixture.send(session, received);
                  }
                });
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      ServerService server = engine.serve(with(s -> s.withLoginTimeout(SHORT)), probes);
      Socket loggedIn = engine.socketTo(server);
      Probe stays = probes.next();
      assertThat(stays.session()).isNotNull();
      Socket talker = engine.socketTo(server);
      Probe probe = probes.next();
      EngineFixture.until(
          "ended",
          () -> {
            try {
              Peers.assertEchoes(talker, 1);
            } catch (IOException | AssertionError closed) {
              return probe.ended.isDone();
            }
            return false;
          });
      assertThat(probe.reason()).isEqualTo(CloseReason.LOGIN_TIMEOUT);
      assertThat(stays.ended).isNotDone();
      Peers.assertEchoes(loggedIn, 2);
    }
    probes.assertAllEndedOnceAndLast();
  }

  @ParameterizedTest
  @EnumSource
  void endsAPeerWhoseFrameDoesNotFit(PortOptions.Shape shape) throws Exception {
    Probes probes = new Probes(DeadlineTest::frames);
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      ServerService server = engine.serve(with(s -> s.withReceiveBytes(64, 1000)), probes);
      Socket honest = engine.socketTo(server);
      assertEchoes(honest, frame(998, 1));
      assertThat(probes.next().session().state()).isEqualTo(SessionState.CONNECTED);
      Socket socket = engine.socketTo(server);
      write(socket, frame(999, 2).array());
      Probe probe = probes.next();
      assertThat(probe.reason()).isEqualTo(CloseReason.FRAME_TOO_LARGE);
      assertThat(probe.session().closeDetail()).contains("1000");
      assertEchoes(honest, frame(998, 3));
    }
    probes.assertAllEndedOnceAndLast();
  }
}
