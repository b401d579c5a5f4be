package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.buffer.SendBuffer;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests that many peers reset their connections at the same time, while all sessions read, and
/// some sessions write more than their peers read.
///
/// The test runs isolated, because descriptors and threads belong to the whole process.
@Isolated
@Tag(EngineFixture.ONCE)
class ResetStormTest {
  private static final int ROUNDS = 3;

  /// The number of peers. `-Dwharf.test.storm=2000` makes a larger test than the build's.
  private static final int PEERS = Integer.getInteger("wharf.test.storm", 300);

  /// The number of peers to which the server writes more bytes than the socket buffers hold.
  private static final int STUBBORN = Math.min(PEERS / 4, 50);

  private static final int BYTES = 6 << 20;

  @ParameterizedTest
  @EnumSource(names = {"JDK", "URING"})
  void leavesNothingBehind(PortOptions.Provider provider) throws Exception {
    EngineFixture.assumeAvailable(provider);
    try (EngineFixture engine = new EngineFixture(PortOptions.defaults(), provider)) {
      Set<Session> sessions = ConcurrentHashMap.newKeySet();
      Probes probes = new Probes(() -> noting(sessions));
      ServerService server = engine.serve(options(), probes);
      Socket witness = engine.socketTo(server);
      Peers.assertEchoes(witness, 0);
      sessions.clear();
      long descriptors = Descriptors.count();
      int threads = Thread.getAllStackTraces().size();
      for (int round = 1; round <= ROUNDS; round++) {
        List<Socket> peers = connect(server, sessions);
        sendTo(engine, sessions);
        peers.parallelStream().forEach(Peers::reset);
        EngineFixture.until("only the witness is left", () -> server.sessionCount() == 1);
        EngineFixture.until(
            "only the witness is live", () -> engine.port.ledger().liveSessions() == 1);
        EngineFixture.until("all descriptors are closed", () -> Descriptors.count() <= descriptors);
        Peers.assertEchoes(witness, round);
        sessions.clear();
      }
      assertThat(Thread.getAllStackTraces().size()).isLessThanOrEqualTo(threads + 2);
      server.close();
      EngineFixture.until("ledger at zero", () -> engine.port.ledger().isZero());
      probes.assertAllEndedOnceAndLast();
    }
  }

  private static ServerOptions options() {
    ServerOptions open = EngineFixture.open();
    return open.withSession(open.session().withSendQueue(SendQueueLimits.of(16, 2 * BYTES)));
  }

  private static SessionHandler noting(Set<Session> sessions) {
    return (session, received) -> {
      sessions.add(session);
      EngineFixture.send(session, received);
    };
  }

  /// Connects the peers. Each peer sends some bytes and gets them back, so that its session exists
  /// and reads.
  private static List<Socket> connect(ServerService server, Set<Session> sessions)
      throws Exception {
    List<Socket> peers = new ArrayList<>();
    for (int i = 0; i < PEERS; i++) {
      Socket peer = Peers.narrow(server.localAddress());
      Peers.assertEchoes(peer, i);
      peers.add(peer);
    }
    assertThat(sessions).hasSize(PEERS);
    return peers;
  }

  private static void sendTo(EngineFixture engine, Set<Session> sessions) {
    try (SendBuffer buffer = engine.port.sendBuffers().acquire(BYTES)) {
      buffer.writeBytes(Peers.bytes(BYTES, 1), 0, BYTES).seal();
      for (Session session : sessions.stream().limit(STUBBORN).toList()) {
        assertThat(session.send(buffer)).isEqualTo(SendResult.QUEUED);
      }
    }
    EngineFixture.until(
        "each session reads, and some write",
        () -> engine.port.ledger().pendingOperations() >= PEERS + STUBBORN);
  }
}
