package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.transform.Escaping;
import dev.wharf.engine.transform.RecordCipher;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationException;
import dev.wharf.engine.transform.TransformationFactory;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests transformations between channel and session with two examples: a cipher with a handshake,
/// which pads and splits, and an escape code without a handshake, which changes the length. Tests
/// also chains of the two.
class TransformationTest {
  private static final int SESSIONS = 8;

  /// The transformations under test.
  enum Kind {
    CIPHER,
    ESCAPING,
    CIPHER_IN_ESCAPING,
    CIPHER_IN_CIPHER;

    TransformationFactory client() {
      return factory(true);
    }

    TransformationFactory server() {
      return factory(false);
    }

    private TransformationFactory factory(boolean isClient) {
      TransformationFactory cipher = _ -> new RecordCipher(isClient);
      TransformationFactory escaping = _ -> new Escaping();
      return switch (this) {
        case CIPHER -> cipher;
        case ESCAPING -> escaping;
        case CIPHER_IN_ESCAPING -> escaping.andThen(cipher);
        case CIPHER_IN_CIPHER -> cipher.andThen(cipher);
      };
    }
  }

  private static SessionOptions options(TransformationFactory factory) {
    return EngineFixture.open()
        .session()
        .withSendQueue(SendQueueLimits.of(2000, 1 << 20))
        .withTransformation(factory);
  }

  private static ServerService serve(
      EngineFixture engine, Kind kind, SessionHandlerFactory handlers) {
    return engine.serve(EngineFixture.open().withSession(options(kind.server())), handlers);
  }

  /// The handler of a client. It collects the bytes that come back.
  private static final class Collector implements SessionHandler {
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final CountDownLatch all;

    Collector(int expected) {
      this.all = new CountDownLatch(expected);
    }

    @Override
    public void onReceived(Session session, ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        received.write(bytes.get());
        all.countDown();
      }
    }

    byte[] await() throws InterruptedException {
      assertThat(all.await(EngineFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("%s bytes are missing", all.getCount())
          .isTrue();
      return received.toByteArray();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CIPHER,SHARED,3",
    "CIPHER,PER_WORKER,1",
    "CIPHER,PER_WORKER,2",
    "ESCAPING,SHARED,3",
    "ESCAPING,PER_WORKER,1",
    "ESCAPING,PER_WORKER,2",
    "CIPHER_IN_ESCAPING,SHARED,3",
    "CIPHER_IN_ESCAPING,PER_WORKER,1",
    "CIPHER_IN_CIPHER,SHARED,3",
    "CIPHER_IN_CIPHER,PER_WORKER,1",
    "CIPHER_IN_CIPHER,PER_WORKER,2"
  })
  void returnsEveryByteInOrder(Kind kind, PortOptions.Shape shape, int workers) throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture(shape, workers)) {
      ServerService server = serve(engine, kind, probes);
      ClientService clients = ClientService.open(engine.port, options(kind.client()));
      List<byte[]> sent = new ArrayList<>();
      List<Collector> collectors = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        byte[] bytes = Peers.bytes(40_000, i);
        Collector collector = new Collector(bytes.length);
        sent.add(bytes);
        collectors.add(collector);
        Session session = clients.connect(server.localAddress(), _ -> collector);
        // Packets that are sent during the handshake wait for the end of the handshake.
        sendInPieces(session, bytes, new Random(i));
      }
      for (int i = 0; i < SESSIONS; i++) {
        assertThat(collectors.get(i).await()).isEqualTo(sent.get(i));
      }
    }
    probes.assertAllEndedOnceAndLast();
  }

  private static void sendInPieces(Session session, byte[] bytes, Random random) {
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(900));
      assertThat(EngineFixture.send(session, ByteBuffer.wrap(bytes, at, length)))
          .isEqualTo(SendResult.QUEUED);
      at += length;
      if (random.nextInt(10) == 0) {
        Thread.yield();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void sharesABroadcastAndDeliversWhatIsQueuedBeforeTheEnd(Kind kind) throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = serve(engine, kind, probes);
      ClientService clients = ClientService.open(engine.port, options(kind.client()));
      byte[] bytes = Peers.bytes(3000, 1);
      List<Collector> collectors = new ArrayList<>();
      List<Session> sessions = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        Collector collector = new Collector(bytes.length);
        collectors.add(collector);
        sessions.add(clients.connect(server.localAddress(), _ -> collector));
        probes.next().connected.get(20, TimeUnit.SECONDS);
      }
      try (SendBuffer packet = engine.port.sendBuffers().acquire(bytes.length)) {
        packet.writeBytes(bytes, 0, bytes.length);
        assertThat(server.broadcast(packet, SendPolicy.KEEP)).isEqualTo(SESSIONS);
      }
      server.sessions().forEach(session -> session.closeAfterFlush(CloseReason.LOCAL, ""));
      for (Collector collector : collectors) {
        assertThat(collector.await()).isEqualTo(bytes);
      }
      EngineFixture.until("all ended", () -> clients.sessionCount() == 0);
      for (Session session : sessions) {
        assertThat(session.closeReason()).isEqualTo(CloseReason.PEER_CLOSED);
      }
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void sendsAnAlertAndEndsAPeerThatBreaksTheRules() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = serve(engine, Kind.CIPHER, probes);
      Socket socket = engine.socketTo(server);
      socket.getOutputStream().write(new byte[Long.BYTES]);
      assertThat(socket.getInputStream().readNBytes(Long.BYTES)).hasSize(Long.BYTES);
      Probe probe = probes.next();
      probe.connected.get(20, TimeUnit.SECONDS);
      socket.getOutputStream().write(new byte[] {0x7F, 0x7F, 0});
      assertThat(socket.getInputStream().readAllBytes()).startsWith((byte) 0xFF, (byte) 0xFF);
      socket.close();
      assertThat(probe.reason()).isEqualTo(RecordCipher.BAD_RECORD);
      assertThat(probe.session().closeDetail()).isEqualTo("a record of 32639 bytes");
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void isConnectedAfterTheHandshakeAndLimitsTheTimeOfTheHandshake() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      SessionOptions options =
          options(Kind.CIPHER.server()).withConnectTimeout(Duration.ofMillis(300));
      ServerService server = engine.serve(EngineFixture.open().withSession(options), probes);
      Socket silent = engine.socketTo(server);
      Probe probe = probes.next();
      EngineFixture.until("the session exists", () -> server.sessionCount() == 1);
      Session session = server.sessions().iterator().next();
      assertThat(session.state()).isEqualTo(SessionState.CONNECTING);
      assertThat(EngineFixture.send(session, (byte) 1)).isEqualTo(SendResult.QUEUED);
      silent.getOutputStream().write(new byte[Long.BYTES - 1]);
      assertThat(probe.reason()).isEqualTo(CloseReason.CONNECT_TIMEOUT);
      assertThat(probe.connects).hasValue(0);

      Socket gone = engine.socketTo(server);
      Probe another = probes.next();
      gone.close();
      assertThat(another.reason()).isEqualTo(CloseReason.PEER_CLOSED);
      assertThat(another.connects).hasValue(0);
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// The limit of the send queue counts the packets before the transformation. The transformation's
  /// output takes one buffer more.
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CIPHER_IN_CIPHER")
  void endsASlowReaderAtTheBoundOfPlainPackets(Kind kind) throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      SendQueueLimits limits = SendQueueLimits.of(2000, 1 << 20);
      ServerService server = serve(engine, kind, probes);
      Socket narrow = Peers.narrow(server.localAddress());
      narrow.getOutputStream().write(new byte[Long.BYTES]);
      Probe probe = probes.next();
      probe.connected.get(20, TimeUnit.SECONDS);
      Session session = probe.session();
      int most = 0;
      while (EngineFixture.send(session, ByteBuffer.allocate(4000)) == SendResult.QUEUED) {
        most = Math.max(most, session.queuedBytes());
      }
      assertThat(most).isLessThanOrEqualTo(limits.maxBytes()).isGreaterThan(limits.maxBytes() / 2);
      assertThat(probe.reason()).isEqualTo(CloseReason.SLOW_READER);
      narrow.close();
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void endsASessionWhoseTransformationMakesNoProgress() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      Transformation stuck =
          new Transformation() {
            @Override
            public int receiveBytes() {
              return 64;
            }

            @Override
            public int sendBytes() {
              return 64;
            }

            @Override
            public boolean isEstablished() {
              return true;
            }

            @Override
            public void receive(ByteBuffer received, ByteBuffer plain) {}

            @Override
            public boolean isPeerFinished() {
              return false;
            }

            @Override
            public boolean hasOutput() {
              return false;
            }

            @Override
            public void send(ByteBuffer[] packets, int count, ByteBuffer out) {}

            @Override
            public void finish(CloseReason reason) {}
          };
      ServerService server =
          engine.serve(EngineFixture.open().withSession(options(_ -> stuck)), probes);
      engine.socketTo(server);
      Probe sender = probes.next();
      EngineFixture.send(sender.session(), (byte) 1);
      assertThat(sender.reason()).isEqualTo(CloseReason.HANDLER_FAILED);

      Socket socket = engine.socketTo(server);
      socket.getOutputStream().write(new byte[100]);
      assertThat(probes.next().reason()).isEqualTo(CloseReason.FRAME_TOO_LARGE);
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void sendsAllOfAnOutputThatNeedsSeveralBuffers() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server =
          engine.serve(EngineFixture.open().withSession(options(_ -> new Greeting(1000))), probes);
      Socket socket = engine.socketTo(server);
      assertThat(socket.getInputStream().readNBytes(1000)).containsOnly(1);
      socket.getOutputStream().write(new byte[] {5, 6, 7});
      assertThat(socket.getInputStream().readNBytes(3)).containsExactly(5, 6, 7);
      socket.close();
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// Sends bytes of its own at the start.
  private static final class Greeting extends Escaping {
    private int left;

    Greeting(int bytes) {
      this.left = bytes;
    }

    @Override
    public boolean hasOutput() {
      return left > 0;
    }

    @Override
    public void send(ByteBuffer[] packets, int count, ByteBuffer out)
        throws TransformationException {
      while (left > 0 && out.hasRemaining()) {
        out.put((byte) 1);
        left--;
      }
      super.send(packets, count, out);
    }

    @Override
    public void finish(CloseReason reason) {}
  }

  @Test
  void endsASessionWhoseTransformationAnnouncesOutputAndSendsNothing() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      TransformationFactory silent =
          _ ->
              new Escaping() {
                @Override
                public boolean hasOutput() {
                  return true;
                }
              };
      ServerService server =
          engine.serve(EngineFixture.open().withSession(options(silent)), probes);
      engine.socketTo(server);
      assertThat(probes.next().reason()).isEqualTo(CloseReason.HANDLER_FAILED);
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void endsASessionWhoseBytesCannotBeSentWithTheReasonOfTheTransformation() throws Exception {
    Probes probes = Probes.echo();
    CloseReason used = CloseReason.normal("KEY_USED_UP");
    try (EngineFixture engine = new EngineFixture()) {
      TransformationFactory factory =
          _ ->
              new Escaping() {
                @Override
                public void send(ByteBuffer[] packets, int count, ByteBuffer out)
                    throws TransformationException {
                  throw new TransformationException(used, "after 0 bytes");
                }
              };
      ServerService server =
          engine.serve(EngineFixture.open().withSession(options(factory)), probes);
      engine.socketTo(server);
      Probe probe = probes.next();
      EngineFixture.send(probe.session(), (byte) 1);
      assertThat(probe.reason()).isEqualTo(used);
      assertThat(probe.session().closeDetail()).isEqualTo("after 0 bytes");
    }
    probes.assertAllEndedOnceAndLast();
  }
}
