package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.buffer.SendBuffer;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SendingTest {
  private static final int BIG = 64 << 20;

  private static ServerOptions withQueue(int packets, int bytes) {
    return EngineFixture.open()
        .withSession(
            EngineFixture.open().session().withSendQueue(SendQueueLimits.of(packets, bytes)));
  }

  private static SendResult send(Session session, int size, byte fill, SendPolicy policy) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, fill);
    try (SendBuffer packet = session.sendBuffers().acquire(size)) {
      return session.send(packet.writeBytes(bytes, 0, size), policy);
    }
  }

  /// Runs a task on the session's worker. The engine writes nothing to the channel before the task
  /// ends.
  private static void onWorker(Session session, Runnable task) throws Exception {
    FutureTask<Void> done = new FutureTask<>(task, null);
    session.execute(done);
    done.get(EngineFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static void fill(Session session) {
    while (!session.isSlow()) {
      send(session, 4096, (byte) 0, SendPolicy.KEEP);
    }
  }

  private static Future<byte[]> readInBackground(ExecutorService threads, Socket socket) {
    return threads.submit(() -> socket.getInputStream().readAllBytes());
  }

  @ParameterizedTest
  @EnumSource(PortOptions.Shape.class)
  void aPacketThatIsClosedTwiceEndsItsSessionAlone(PortOptions.Shape shape) throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      ServerService server = engine.serve(probes);
      Socket beside = engine.socketTo(server);
      Peers.assertEchoes(beside, 1);
      probes.next();
      engine.socketTo(server);
      Probe victim = probes.next();
      Session session = victim.session();
      session.execute(
          () -> {
            SendBuffer packet = session.sendBuffers().acquire(4).writeIntLE(1);
            session.send(packet);
            packet.close();
            packet.close();
          });
      assertThat(victim.reason()).isEqualTo(CloseReason.HANDLER_FAILED);
      Peers.assertEchoes(beside, 2);
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// Many threads send frames of `sender, number, length` and a body that these numbers determine.
  /// The peer has a small receive buffer.
  @ParameterizedTest
  @CsvSource({"SHARED,3", "PER_WORKER,2"})
  void keepsFramesWholeAndInOrderWhenManyThreadsSend(PortOptions.Shape shape, int workers)
      throws Exception {
    int senders = 6;
    int framesEach = 300;
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture(shape, workers);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ServerService server = engine.serve(withQueue(senders * framesEach, BIG), probes);
      try (Socket socket = Peers.narrow(server.localAddress())) {
        Session session = probes.next().session();
        List<Future<?>> sending = new ArrayList<>();
        for (int sender = 0; sender < senders; sender++) {
          int id = sender;
          sending.add(threads.submit(() -> sendFrames(session, id, framesEach)));
        }
        DataInputStream in =
            new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), 1000));
        int[] next = new int[senders];
        long bytes = 0;
        for (int i = 0; i < senders * framesEach; i++) {
          int sender = in.readInt();
          int number = in.readInt();
          byte[] body = in.readNBytes(in.readInt());
          assertThat(number).isEqualTo(next[sender]++);
          assertThat(body).isEqualTo(body(sender, number));
          bytes += 12 + body.length;
        }
        for (Future<?> done : sending) {
          done.get();
        }
        EngineFixture.until(
            "all counted", () -> server.counters().packetsSent() == senders * framesEach);
        assertThat(server.counters().bytesSent()).isEqualTo(bytes);
        assertThat(session.queuedPackets()).isZero();
        assertThat(session.queuedBytes()).isZero();
      }
    }
    probes.assertAllEndedOnceAndLast();
  }

  private static Void sendFrames(Session session, int sender, int count) {
    for (int number = 0; number < count; number++) {
      byte[] body = body(sender, number);
      ByteBuffer frame = ByteBuffer.allocate(12 + body.length);
      frame.putInt(sender).putInt(number).putInt(body.length).put(body).flip();
      assertThat(EngineFixture.send(session, frame)).isEqualTo(SendResult.QUEUED);
    }
    return null;
  }

  /// Returns the body of a frame. Most bodies are small; one in fifty has up to 200 KB.
  private static byte[] body(int sender, int number) {
    Random random = new Random(sender * 1_000_003L + number);
    return Peers.bytes(random.nextInt(number % 50 == 49 ? 200_000 : 300), random.nextLong());
  }

  @Test
  void deliversPacketsThatFillManyWrites() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ServerService server = engine.serve(withQueue(100, 16 << 20), probes);
      Socket socket = engine.socketTo(server);
      Session session = probes.next().session();
      byte[] packet = Peers.bytes(1 << 20, 1);
      Future<byte[]> received = readInBackground(threads, socket);
      for (int i = 0; i < 8; i++) {
        assertThat(EngineFixture.send(session, packet)).isEqualTo(SendResult.QUEUED);
      }
      session.closeAfterFlush(CloseReason.LOCAL, "");
      byte[] all = received.get();
      assertThat(all).hasSize(8 << 20);
      for (int i = 0; i < 8; i++) {
        assertThat(Arrays.equals(all, i << 20, (i + 1) << 20, packet, 0, 1 << 20)).isTrue();
      }
    }
  }

  @Test
  void rejectsAnEmptyOrTooLargePacketAndKeepsTheSession() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(withQueue(16, 1024), probes);
      Socket socket = engine.socketTo(server);
      Session session = probes.next().session();
      try (SendBuffer empty = session.sendBuffers().acquire(1)) {
        assertThatThrownBy(() -> session.send(empty))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("empty");
      }
      assertThatThrownBy(() -> EngineFixture.send(session, new byte[1025]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1025")
          .hasMessageContaining("2048")
          .hasMessageContaining("1024");
      assertThat(EngineFixture.send(session, new byte[1024])).isEqualTo(SendResult.QUEUED);
      assertThat(socket.getInputStream().readNBytes(1024)).hasSize(1024);
      Peers.assertEchoes(socket, 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsThePeerThatNeverReadsAndServesTheOthersWhenBroadcasting(PortOptions.Shape shape)
      throws Exception {
    int size = 4096;
    SendQueueLimits limits = SendQueueLimits.of(64, 64 * size);
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture(shape, 2);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ServerService server =
          engine.serve(
              EngineFixture.open()
                  .withSession(EngineFixture.open().session().withSendQueue(limits)),
              probes);
      Socket neverReads = Peers.narrow(server.localAddress());
      Probe slow = probes.next();
      List<Socket> honest = new ArrayList<>();
      List<Session> honestSessions = new ArrayList<>();
      List<Future<byte[]>> received = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        honest.add(engine.socketTo(server));
        honestSessions.add(probes.next().session());
        received.add(readInBackground(threads, honest.get(i)));
      }
      int rounds = 0;
      while (!slow.ended.isDone()) {
        assertThat(rounds * size).as("bytes that the peer does not read").isLessThan(BIG);
        try (SendBuffer packet = engine.port.sendBuffers().acquire(size)) {
          packet.writeIntLE(rounds++).writeBytes(new byte[size - 4], 0, size - 4);
          int taken = server.broadcast(packet, SendPolicy.KEEP);
          assertThat(taken).isBetween(3, 4);
        }
        assertThat(slow.session().queuedPackets()).isLessThanOrEqualTo(limits.maxPackets());
        assertThat(slow.session().queuedBytes()).isLessThanOrEqualTo(limits.maxBytes());
        EngineFixture.until(
            "the honest peers have their packets",
            () -> honestSessions.stream().allMatch(session -> session.queuedPackets() == 0));
      }
      assertThat(slow.reason()).isEqualTo(CloseReason.SLOW_READER);
      assertThat(server.counters().slowReaders()).isEqualTo(1);
      EngineFixture.until(
          "the close is counted, which happens after its callback",
          () -> server.counters().closed(CloseReason.SLOW_READER) == 1);
      for (Session session : honestSessions) {
        assertThat(session.isSlow()).isFalse();
        session.closeAfterFlush(CloseReason.LOCAL, "");
      }
      for (Future<byte[]> bytes : received) {
        ByteBuffer all = ByteBuffer.wrap(bytes.get()).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        assertThat(all.remaining()).isEqualTo(rounds * size);
        for (int round = 0; round < rounds; round++) {
          assertThat(all.getInt(round * size)).isEqualTo(round);
        }
      }
      neverReads.close();
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void dropsTheNewestForASlowReaderAndKeepsTheSession() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ServerService server = engine.serve(withQueue(1 << 10, 1 << 20), probes);
      try (Socket socket = Peers.narrow(server.localAddress())) {
        Session session = probes.next().session();
        onWorker(
            session,
            () -> {
              fill(session);
              for (int i = 0; i < 1000; i++) {
                assertThat(send(session, 100, (byte) 9, SendPolicy.DROP_NEWEST))
                    .isEqualTo(SendResult.DROPPED);
              }
              assertThat(send(session, 100, (byte) 1, SendPolicy.KEEP))
                  .isEqualTo(SendResult.QUEUED);
            });
        assertThat(server.counters().dropped()).isEqualTo(1000);
        Future<byte[]> received = readInBackground(threads, socket);
        EngineFixture.until("no longer slow", () -> !session.isSlow());
        EngineFixture.until("all delivered", () -> session.queuedPackets() == 0);
        assertThat(send(session, 100, (byte) 2, SendPolicy.DROP_NEWEST))
            .isEqualTo(SendResult.QUEUED);
        session.closeAfterFlush(CloseReason.LOCAL, "");
        byte[] all = received.get();
        assertThat(all).endsWith(filled(100, 2)).doesNotContain(9);
        assertThat(Arrays.copyOf(all, all.length - 100)).endsWith(filled(100, 1));
      }
    }
  }

  private static byte[] filled(int count, int fill) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) fill);
    return bytes;
  }

  @Test
  void deliversTheNewestPacketOfEachKeyToASlowReader() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ServerService server = engine.serve(withQueue(1 << 10, 1 << 20), probes);
      try (Socket socket = Peers.narrow(server.localAddress())) {
        Session session = probes.next().session();
        onWorker(
            session,
            () -> {
              fill(session);
              int filler = session.queuedPackets();
              sendValuesOfThreeKeys(session);
              assertThat(session.queuedPackets()).isEqualTo(filler + 3);
            });
        assertThat(server.counters().replaced()).isEqualTo(3 * 99);
        Future<byte[]> received = readInBackground(threads, socket);
        session.closeAfterFlush(CloseReason.LOCAL, "");
        ByteBuffer last = ByteBuffer.wrap(received.get());
        last.position(last.limit() - 36);
        Map<Integer, Integer> newest = new HashMap<>();
        while (last.hasRemaining()) {
          assertThat(last.getInt()).isEqualTo(-1);
          newest.put(last.getInt(), last.getInt());
        }
        assertThat(newest).isEqualTo(Map.of(1, 100, 2, 100, 3, 100));
      }
    }
  }

  private static void sendValuesOfThreeKeys(Session session) {
    for (int value = 1; value <= 100; value++) {
      for (int key = 1; key <= 3; key++) {
        ByteBuffer bytes = ByteBuffer.allocate(12).putInt(-1).putInt(key).putInt(value).flip();
        try (SendBuffer packet = session.sendBuffers().acquire(12).writeBytes(bytes)) {
          assertThat(session.send(packet, SendPolicy.latestOnly(key)))
              .isEqualTo(value == 1 ? SendResult.QUEUED : SendResult.REPLACED);
        }
      }
    }
  }

  /// The peer requests many bytes, closes its side, and only after that starts to read. It must get
  /// all replies.
  @ParameterizedTest
  @EnumSource
  void deliversAllRepliesThatArePendingWhenThePeerHasClosedItsSide(PortOptions.Shape shape)
      throws Exception {
    int replies = 64;
    int size = 64 << 10;
    SessionHandler replying =
        (session, received) -> {
          while (received.hasRemaining()) {
            send(session, size, received.get(), SendPolicy.KEEP);
          }
        };
    Probes probes = new Probes(() -> replying);
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      ServerService server = engine.serve(withQueue(1 << 10, BIG), probes);
      try (Socket socket = Peers.narrow(server.localAddress())) {
        for (int i = 0; i < replies; i++) {
          socket.getOutputStream().write(i);
        }
        socket.shutdownOutput();
        Probe probe = probes.next();
        Session session = probe.session();
        EngineFixture.until("closing", () -> session.state() == SessionState.CLOSING);
        assertThat(session.queuedBytes()).as("queued replies").isPositive();
        assertThat(EngineFixture.send(session, (byte) 1)).isEqualTo(SendResult.CLOSED);
        byte[] all = socket.getInputStream().readAllBytes();
        assertThat(all).hasSize(replies * size);
        for (int i = 0; i < replies; i++) {
          assertThat(all[i * size]).isEqualTo((byte) i);
          assertThat(all[(i + 1) * size - 1]).isEqualTo((byte) i);
        }
        assertThat(probe.reason()).isEqualTo(CloseReason.PEER_CLOSED);
      }
    }
    probes.assertAllEndedOnceAndLast();
  }

  @ParameterizedTest
  @EnumSource
  void deliversAllThatIsQueuedToAPeerThatKeepsSending(PortOptions.Shape shape) throws Exception {
    int packets = 200;
    int size = 10_000;
    Probes probes = new Probes(() -> (session, received) -> received.position(received.limit()));
    try (EngineFixture engine = new EngineFixture(shape, 2);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      ServerService server = engine.serve(withQueue(1 << 10, BIG), probes);
      Socket socket = engine.socketTo(server);
      Future<?> sending = threads.submit(() -> sendUntilItFails(socket));
      Probe probe = probes.next();
      probe.awaitReceives(1);
      Session session = probe.session();
      for (int i = 0; i < packets; i++) {
        send(session, size, (byte) i, SendPolicy.KEEP);
      }
      session.closeAfterFlush(CloseReason.KICKED, "enough");
      byte[] all = readUntilClosed(socket.getInputStream());
      assertThat(all).hasSize(packets * size);
      for (int i = 0; i < packets; i++) {
        assertThat(all[i * size]).isEqualTo((byte) i);
      }
      int received = probe.receives.get();
      socket.close();
      assertThat(probe.reason()).isEqualTo(CloseReason.KICKED);
      assertThat(probe.receives.get()).as("no onReceived after the close").isEqualTo(received);
      sending.get();
    }
    probes.assertAllEndedOnceAndLast();
  }

  private static void sendUntilItFails(Socket socket) {
    try {
      while (true) {
        socket.getOutputStream().write(new byte[100]);
      }
    } catch (IOException closed) {
      // The session has closed the connection.
    }
  }

  private static byte[] readUntilClosed(InputStream in) throws IOException {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    byte[] some = new byte[8192];
    int count;
    while ((count = in.read(some)) > 0) {
      all.write(some, 0, count);
    }
    return all.toByteArray();
  }

  @Test
  void closesAtTheDeadlineWhenThePeerDoesNotReadWhatIsQueued() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server =
          engine.serve(
              EngineFixture.open()
                  .withSession(
                      EngineFixture.open()
                          .session()
                          .withSendQueue(SendQueueLimits.of(1 << 10, BIG))
                          .withClosingTimeout(Duration.ofMillis(300))),
              probes);
      try (Socket socket = Peers.narrow(server.localAddress())) {
        Probe probe = probes.next();
        while (probe.session().queuedBytes() < 16 << 20) {
          send(probe.session(), 1 << 20, (byte) 0, SendPolicy.KEEP);
        }
        probe.session().closeAfterFlush(CloseReason.KICKED, "");
        assertThat(probe.session().state()).isEqualTo(SessionState.CLOSING);
        assertThat(probe.reason()).isEqualTo(CloseReason.KICKED);
        assertThat(socket.isClosed()).isFalse();
      }
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// A handler sends and closes the session, while unconsumed bytes fill the receive buffer. The
  /// sent bytes must still arrive.
  @Test
  void deliversTheLastPacketsToAPeerWhoseFrameFillsTheReceiveBuffer() throws Exception {
    SessionHandler parting =
        (session, received) -> {
          if (received.remaining() == 64) {
            EngineFixture.send(session, (byte) 42);
            session.closeAfterFlush(CloseReason.FRAME_TOO_LARGE, "");
          }
        };
    Probes probes = new Probes(() -> parting);
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server =
          engine.serve(
              EngineFixture.open()
                  .withSession(EngineFixture.open().session().withReceiveBytes(64, 64)),
              probes);
      Socket socket = engine.socketTo(server);
      socket.getOutputStream().write(new byte[64]);
      assertThat(socket.getInputStream().readAllBytes()).containsExactly(42);
      socket.close();
      assertThat(probes.next().reason()).isEqualTo(CloseReason.FRAME_TOO_LARGE);
    }
  }

  /// Packets that a callback sends must be written together, in order, after the callback has
  /// returned.
  @ParameterizedTest
  @EnumSource
  void putsOffTheWriteToTheEndOfTheCallback(PortOptions.Shape shape) throws Exception {
    List<Integer> queuedInside = new ArrayList<>();
    SessionHandler manyReplies =
        (session, received) -> {
          received.position(received.limit());
          for (int i = 0; i < 40; i++) {
            EngineFixture.send(session, (byte) i);
          }
          queuedInside.add(session.queuedPackets());
        };
    Probes probes = new Probes(() -> manyReplies);
    try (EngineFixture engine = new EngineFixture(shape, 1)) {
      ServerService server = engine.serve(probes);
      Socket socket = engine.socketTo(server);
      socket.getOutputStream().write(1);
      byte[] replies = socket.getInputStream().readNBytes(40);
      for (int i = 0; i < 40; i++) {
        assertThat(replies[i]).isEqualTo((byte) i);
      }
      assertThat(queuedInside)
          .as("no packet left before the callback returned")
          .containsExactly(40);
      EngineFixture.until("all counted", () -> server.counters().packetsSent() == 40);
    }
  }

  @Test
  void queuesPacketsUntilTheConnectionIsOpen() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(Probes.echo());
      ClientService client = ClientService.open(engine.port, EngineFixture.open().session());
      Probes answers = new Probes(() -> (session, received) -> {});
      for (int i = 0; i < 50; i++) {
        Session session = client.connect(server.localAddress(), answers);
        assertThat(EngineFixture.send(session, (byte) i)).isEqualTo(SendResult.QUEUED);
        Probe probe = answers.next();
        probe.awaitReceives(1);
        assertThat(probe.ended).isNotDone();
        session.close(CloseReason.LOCAL);
      }
      probes.assertAllEndedOnceAndLast();
    }
  }

  @Test
  void broadcastsWithoutHarmToSessionsThatStillConnect() throws Exception {
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(session -> (s, received) -> {});
      ClientService client = ClientService.open(engine.port, EngineFixture.open().session());
      Probes probes = Probes.echo();
      for (int i = 0; i < 50; i++) {
        client.connect(server.localAddress(), probes);
        try (SendBuffer packet = engine.port.sendBuffers().acquire(1).writeByte(1)) {
          client.broadcast(packet, SendPolicy.KEEP);
        }
        assertThat(probes.next().session().state()).isEqualTo(SessionState.CONNECTED);
      }
    }
  }

  @Test
  void readsNoMoreBytesThanWereSent() throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture()) {
      ServerService server = engine.serve(probes);
      Socket socket = engine.socketTo(server);
      Session session = probes.next().session();
      EngineFixture.send(session, (byte) 1);
      session.closeAfterFlush(CloseReason.LOCAL, "");
      DataInputStream in = new DataInputStream(socket.getInputStream());
      assertThat(in.readByte()).isEqualTo((byte) 1);
      assertThatThrownBy(in::readByte).isInstanceOf(EOFException.class);
    }
  }
}
