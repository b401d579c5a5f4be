package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.memory.BufferPool;
import dev.wharf.engine.session.SocketSession;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests the engine when a port's buffer memory is used up.
class MemoryTest {
  private static final int LITTLE = 64 << 10;

  private static EngineFixture little(PortOptions.Shape shape) {
    return new EngineFixture(
        PortOptions.defaults().withShape(shape).withWorkers(2).withBufferMemoryBytes(LITTLE));
  }

  private static ServerOptions receiving(int initial) {
    return EngineFixture.open()
        .withSession(EngineFixture.open().session().withReceiveBytes(initial, 32 << 10));
  }

  @ParameterizedTest
  @EnumSource
  void refusesConnectionsUntilMemoryIsBack(PortOptions.Shape shape) throws Exception {
    try (EngineFixture engine = little(shape)) {
      ServerService server = engine.serve(receiving(16 << 10), Probes.echo());
      Socket[] inside = new Socket[4];
      for (int i = 0; i < 4; i++) {
        inside[i] = engine.socketTo(server);
        EngineFixture.until("is in", () -> server.counters().shed() == 0);
        int count = i + 1;
        EngineFixture.until("accepted", () -> server.counters().accepted() == count);
      }
      for (int i = 0; i < 3; i++) {
        Peers.assertClosedByOther(engine.socketTo(server));
      }
      EngineFixture.until("counted", () -> server.counters().shed() == 3);
      inside[0].close();
      EngineFixture.until("the memory is free again", () -> engine.port.ledger().buffersOut() == 3);
      Socket late = engine.socketTo(server);
      EngineFixture.until("accepted", () -> server.counters().accepted() == 5);
      inside[1].close();
      EngineFixture.until("the memory is free again", () -> engine.port.ledger().buffersOut() == 3);
      Peers.assertEchoes(late, 1);
      Peers.assertEchoes(inside[2], 2);
    }
  }

  /// A connection for which there is no buffer must get no handler, because each created handler
  /// must get onDisconnected: it may hold a player's place or a lease.
  @ParameterizedTest
  @EnumSource
  void makesNoHandlerForAConnectionThatGetsNoBuffer(PortOptions.Shape shape) throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = little(shape)) {
      ServerService server = engine.serve(receiving(32 << 10), probes);
      for (int i = 0; i < 2; i++) {
        int count = i + 1;
        engine.socketTo(server);
        EngineFixture.until("accepted", () -> server.counters().accepted() == count);
      }
      for (int i = 0; i < 3; i++) {
        Peers.assertClosedByOther(engine.socketTo(server));
      }
      EngineFixture.until("counted", () -> server.counters().shed() == 3);
    }
    probes.assertAllEndedOnceAndLast();
  }

  @ParameterizedTest
  @EnumSource
  void givesTheBufferBackWhenNoHandlerCanBeMade(PortOptions.Shape shape) throws Exception {
    try (EngineFixture engine = little(shape)) {
      ServerService server =
          engine.serve(
              receiving(32 << 10),
              session -> {
                throw new IllegalStateException("no handler, by a test");
              });
      for (int i = 0; i < 5; i++) {
        Peers.assertClosedByOther(engine.socketTo(server));
      }
      EngineFixture.until("counted", () -> server.counters().handlerFailures() == 5);
      EngineFixture.until("given back", () -> engine.port.ledger().buffersOut() == 0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shedsTheSessionThatAsksForMoreThanThereIs(PortOptions.Shape shape) throws Exception {
    SessionHandler greedy =
        (session, received) -> {
          try (SendBuffer packet = session.sendBuffers().acquire(received.get() << 10)) {
            session.send(packet.writeByte(1));
          }
        };
    Probes probes = new Probes(() -> greedy);
    try (EngineFixture engine = little(shape)) {
      ServerService honest = engine.serve(receiving(512), Probes.echo());
      Socket beside = engine.socketTo(honest);
      Peers.assertEchoes(beside, 1);
      ServerService server = engine.serve(receiving(512), probes);
      Socket socket = engine.socketTo(server);
      Probe probe = probes.next();
      socket.getOutputStream().write(64);
      assertThat(probe.reason()).isEqualTo(CloseReason.OVERLOADED);
      EngineFixture.until("counted", () -> server.counters().shed() == 1);
      assertThat(server.counters().handlerFailures()).isZero();
      Peers.assertEchoes(beside, 2);
      Socket modest = engine.socketTo(server);
      modest.getOutputStream().write(16);
      assertThat(modest.getInputStream().read()).isEqualTo(1);
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void shedsTheSessionWhoseReceiveBufferCannotGrow() throws Exception {
    Probes probes = new Probes(() -> (session, received) -> {});
    try (EngineFixture engine = little(PortOptions.Shape.PER_WORKER);
        SendBuffer held = engine.port.sendBuffers().acquire(60 << 10).writeByte(1)) {
      assertThat(held.capacity()).isEqualTo(LITTLE);
    } catch (BufferMemoryExhaustedException e) {
      throw new AssertionError(e);
    }
    try (EngineFixture engine = little(PortOptions.Shape.PER_WORKER)) {
      SendBuffer held = engine.port.sendBuffers().acquire(16 << 10);
      SendBuffer alsoHeld = engine.port.sendBuffers().acquire(16 << 10);
      SendBuffer third = engine.port.sendBuffers().acquire(16 << 10);
      ServerService server = engine.serve(receiving(512), probes);
      Socket socket = engine.socketTo(server);
      socket.getOutputStream().write(new byte[16 << 10]);
      Probe probe = probes.next();
      assertThat(probe.reason()).isEqualTo(CloseReason.OVERLOADED);
      held.close();
      alsoHeld.close();
      third.close();
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// Many clients read nothing. Each stays within the limits of its own queue, but all together
  /// need more memory than the port has. A packet fills half of its buffer, or all of it. The
  /// sessions that hold the most memory must end, and no more sessions than needed. Clients that
  /// read, and new clients, must lose nothing.
  @ParameterizedTest
  @CsvSource({"SHARED, 1030", "PER_WORKER, 1030", "PER_WORKER, 4096"})
  void endsTheSessionsThatHoldMostAndNoOther(PortOptions.Shape shape, int packetBytes)
      throws Exception {
    int limit = 256 << 10;
    int memory = 4 << 20;
    int hogs = 24;
    Probes probes = Probes.echo();
    PortOptions options =
        PortOptions.defaults().withShape(shape).withWorkers(2).withBufferMemoryBytes(memory);
    try (EngineFixture engine = new EngineFixture(options)) {
      ServerService honest = engine.serve(Probes.echo());
      List<Socket> witnesses = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        witnesses.add(engine.socketTo(honest));
      }
      ServerService server = engine.serve(withQueue(1000, limit), probes);
      List<Socket> neverRead = new ArrayList<>();
      for (int i = 0; i < hogs; i++) {
        neverRead.add(Peers.narrow(server.localAddress()));
        Session session = probes.next().session();
        EngineFixture.until("full, or ended", () -> isFullAfterMore(session, packetBytes, limit));
        for (Socket witness : witnesses) {
          Peers.assertEchoes(witness, i);
        }
        Peers.assertEchoes(engine.socketTo(honest), i);
        assertThat(engine.port.bufferBytesOut()).isLessThanOrEqualTo(memory);
      }
      assertThat(honest.counters().shed()).isZero();
      assertThat(honest.counters().accepted()).isEqualTo(4 + hogs);
      EngineFixture.until(
          "the ended sessions are removed",
          () -> server.sessionCount() + server.counters().shed() == hogs);
      int places = memory * 7 / 8 / limit;
      assertThat(server.counters().closed(CloseReason.OVERLOADED))
          .isEqualTo(server.counters().shed())
          .as("of %d, for whom there are %d places", hogs, places)
          .isBetween((long) hogs - places, (long) hogs - places + 3);
      for (Socket socket : neverRead) {
        socket.close();
      }
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// The queues of twelve sessions share the buffers of the same broadcasts. Each of these queues
  /// holds more than the queue of a session that hogs memory, but the end of one of the twelve
  /// sessions would free no memory.
  @ParameterizedTest
  @CsvSource({"4096", "1030"})
  void sessionsWithTheSameBacklogStayWhenHogsMustGo(int packetBytes) throws Exception {
    int hogsHold = 200 << 10;
    Probes listeners = Probes.echo();
    Probes hogs = Probes.echo();
    PortOptions options = PortOptions.defaults().withWorkers(1).withBufferMemoryBytes(4 << 20);
    try (EngineFixture engine = new EngineFixture(options)) {
      ServerService server = engine.serve(withQueue(1000, 1 << 20), listeners);
      List<Socket> neverRead = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        neverRead.add(Peers.narrow(server.localAddress()));
        listeners.next();
      }
      EngineFixture.until("backlog", () -> hasBacklogAfterMore(server, packetBytes, hogsHold));
      ServerService attacked = engine.serve(withQueue(1000, hogsHold), hogs);
      for (int i = 0; i < 20; i++) {
        neverRead.add(Peers.narrow(attacked.localAddress()));
        Session hog = hogs.next().session();
        EngineFixture.until("full, or ended", () -> isFullAfterMore(hog, packetBytes, hogsHold));
      }
      assertThat(server.counters().shed()).isZero();
      assertThat(server.sessionCount()).isEqualTo(12);
      EngineFixture.until("hogs ended", () -> attacked.counters().shed() >= 2);
      for (Socket socket : neverRead) {
        socket.close();
      }
    }
    listeners.assertAllEndedOnceAndLast();
    hogs.assertAllEndedOnceAndLast();
  }

  /// Sends ten packets to each session. Returns whether the queue of each session holds more than
  /// `bytes`.
  private static boolean hasBacklogAfterMore(ServerService server, int packetBytes, int bytes) {
    for (int i = 0; i < 10; i++) {
      try (SendBuffer packet =
          server.sessions().iterator().next().sendBuffers().acquire(packetBytes)) {
        server.broadcast(packet.writeBytes(new byte[packetBytes], 0, packetBytes), SendPolicy.KEEP);
      }
    }
    return server.sessions().stream().allMatch(each -> each.queuedBytes() > bytes);
  }

  private static ServerOptions withQueue(int packets, int bytes) {
    return EngineFixture.open()
        .withSession(
            EngineFixture.open().session().withSendQueue(SendQueueLimits.of(packets, bytes)));
  }

  /// Sends to a session whose peer does not read, as long as the session's send queue has room.
  /// Returns whether the queue had no room from the start.
  private static boolean isFullAfterMore(Session session, int packetBytes, int limit) {
    boolean sent = false;
    while (session.state() == SessionState.CONNECTED
        && session.queuedBytes() + 2 * packetBytes <= limit) {
      EngineFixture.send(session, new byte[packetBytes]);
      sent = true;
    }
    return !sent;
  }

  /// Thirteen sessions hold 3.2 MiB of a budget of 4 MiB. A claim of memory that fits into the
  /// reserve ends one session. A larger claim ends sessions until it fits. A claim larger than the
  /// budget ends no session.
  @ParameterizedTest
  @CsvSource({"655360, 1, 1", "1228800, 2, 3", "4194305, 0, 0", "16777216, 0, 0"})
  void endsNoMoreSessionsThanAClaimNeeds(int claim, int fewest, int most) throws Exception {
    int memory = 4 << 20;
    int limit = 256 << 10;
    Probes probes = Probes.echo();
    PortOptions options = PortOptions.defaults().withWorkers(1).withBufferMemoryBytes(memory);
    try (EngineFixture engine = new EngineFixture(options)) {
      ServerService server = engine.serve(withQueue(1000, limit), probes);
      List<Socket> neverRead = new ArrayList<>();
      List<Session> hogs = new ArrayList<>();
      for (int i = 0; i < 13; i++) {
        neverRead.add(Peers.narrow(server.localAddress()));
        hogs.add(probes.next().session());
        EngineFixture.until("full", () -> isFullAfterMore(hogs.getLast(), 4096, limit));
      }
      if (claim > memory) {
        assertThatThrownBy(() -> engine.port.sendBuffers().acquire(claim))
            .isInstanceOf(BufferMemoryExhaustedException.class);
      } else {
        engine.port.sendBuffers().acquire(claim).close();
      }
      assertThat(hogs)
          .filteredOn(hog -> CloseReason.OVERLOADED.equals(hog.closeReason()))
          .hasSizeBetween(fewest, most);
      for (Socket socket : neverRead) {
        socket.close();
      }
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// When the callback that should free memory throws, the claim must not count. The claim is as
  /// large as the budget, or larger.
  @ParameterizedTest
  @CsvSource({"4096", "8192"})
  void aClaimDuringWhichReliefThrowsIsTakenOff(int claim) {
    BufferMemory memory =
        new BufferMemory(
            4096,
            (shortOf, urgent) -> {
              throw new IllegalStateException("no relief, by a test");
            });
    try (BufferPool pool = new BufferPool(memory);
        SendBuffer held = pool.acquire(256)) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> pool.acquire(claim)).isInstanceOf(RuntimeException.class);
      }
      assertThat(memory.bytesClaimed()).isEqualTo(held.capacity());
    }
  }

  /// Receive buffers use up the memory: they contain incomplete frames that are never completed.
  /// The sessions that hold the most memory must end.
  @Test
  void endsTheSessionsWhoseReceiveBuffersHoldMost() throws Exception {
    int frame = 64 << 10;
    int memory = 1 << 20;
    Probes probes = new Probes(() -> (session, received) -> {});
    PortOptions options = PortOptions.defaults().withWorkers(1).withBufferMemoryBytes(memory);
    try (EngineFixture engine = new EngineFixture(options)) {
      ServerService honest = engine.serve(Probes.echo());
      Socket witness = engine.socketTo(honest);
      SessionOptions session = EngineFixture.open().session().withReceiveBytes(512, frame);
      ServerService server = engine.serve(EngineFixture.open().withSession(session), probes);
      for (int i = 0; i < 30; i++) {
        engine.socketTo(server).getOutputStream().write(new byte[frame - 1000]);
        SocketSession hog = probes.next().inside();
        EngineFixture.until(
            "received, or ended",
            () -> hog.state() == SessionState.CLOSED || hog.heldBytes() == frame);
        Peers.assertEchoes(witness, i);
        Peers.assertEchoes(engine.socketTo(honest), i);
      }
      EngineFixture.until("gone", () -> server.sessionCount() + server.counters().shed() == 30);
      assertThat(server.counters().shed()).isBetween(30L - 14, 30L - 10);
      assertThat(honest.counters().shed()).isZero();
    }
    probes.assertAllEndedOnceAndLast();
  }

  /// When the game itself holds the memory, no session must end, because sessions that hold almost
  /// nothing would free almost nothing.
  @Test
  void endsNobodyWhenSessionsHoldLittle() throws Exception {
    Probes probes = Probes.echo();
    PortOptions options = PortOptions.defaults().withWorkers(1).withBufferMemoryBytes(1 << 20);
    List<SendBuffer> ofTheGame = new ArrayList<>();
    try (EngineFixture engine = new EngineFixture(options)) {
      ServerService server = engine.serve(probes);
      Socket waiting = Peers.narrow(server.localAddress());
      Session session = probes.next().session();
      EngineFixture.until("full", () -> isFullAfterMore(session, 1000, 8192));
      for (int i = 0; i < 15; i++) {
        ofTheGame.add(engine.port.sendBuffers().acquire(64 << 10));
      }
      Peers.assertEchoes(engine.socketTo(server), 1);
      assertThat(session.state()).isEqualTo(SessionState.CONNECTED);
      assertThat(server.counters().shed()).isZero();
      waiting.close();
      ofTheGame.forEach(SendBuffer::close);
    }
  }

  /// Closing a session frees its queued packets at once, even while its worker is busy.
  @Test
  void freesTheQueuedPacketsOfAClosedSessionAtOnce() throws Exception {
    Probes probes = Probes.echo();
    PortOptions options = PortOptions.defaults().withWorkers(1);
    try (EngineFixture engine = new EngineFixture(options);
        Socket neverReads = new Socket()) {
      ServerService server = engine.serve(withQueue(1000, 1 << 20), probes);
      neverReads.connect(server.localAddress());
      Session session = probes.next().session();
      FutureTask<Long> held =
          new FutureTask<>(
              () -> {
                for (int i = 0; i < 100; i++) {
                  EngineFixture.send(session, new byte[4096]);
                }
                session.close(CloseReason.LOCAL);
                return engine.port.bufferBytesOut();
              });
      session.execute(held);
      assertThat(held.get(EngineFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("the receive buffer alone")
          .isEqualTo(SessionOptions.defaults().receiveInitialBytes());
    }
    probes.assertAllEndedOnceAndLast();
  }

  @Test
  void endsAClientWhoseSessionFindsNoMemory() throws Exception {
    try (EngineFixture engine = little(PortOptions.Shape.PER_WORKER)) {
      ServerService server = engine.serve(receiving(512), Probes.echo());
      ClientService client = ClientService.open(engine.port, EngineFixture.open().session());
      SendBuffer all = engine.port.sendBuffers().acquire(LITTLE);
      assertThatThrownBy(() -> client.connect(server.localAddress(), Probes.echo()))
          .isInstanceOf(BufferMemoryExhaustedException.class);
      assertThat(client.sessionCount()).isZero();
      all.close();
      Probes probes = Probes.echo();
      client.connect(server.localAddress(), probes);
      assertThat(probes.next().session().state()).isEqualTo(SessionState.CONNECTED);
    }
  }

  /// Closing a port must free its memory for the next port at once, and not at some later garbage
  /// collection. The JVM of the tests has 256 MiB of direct memory, which 150 ports would use up.
  @Test
  void leavesNoMemoryBehindWhenAPortIsClosed() throws Exception {
    for (int i = 0; i < 150; i++) {
      try (EngineFixture engine = new EngineFixture()) {
        ServerService server = engine.serve(Probes.echo());
        for (int client = 0; client < 4; client++) {
          Peers.assertEchoes(engine.socketTo(server), client);
        }
      }
    }
  }
}
