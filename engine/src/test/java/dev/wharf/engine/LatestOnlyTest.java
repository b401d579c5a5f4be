package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.buffer.SendBuffer;
import java.io.DataInputStream;
import java.net.Socket;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests latest-only packets with a client that has not read for a long time.
class LatestOnlyTest {
  private static final int CLIENT_BUFFER = 8192;

  /// The most bytes that the kernel holds in addition to [#heldBySocket]: the client's receive
  /// buffer, of which Linux doubles the requested size; and one segment of the largest size, by
  /// which Linux lets the server's socket exceed its limit.
  private static final int OF_THE_KERNEL = 2 * CLIENT_BUFFER + (64 << 10);

  /// Sends the snapshots of 20 s, at 20 or 100 a second. Each snapshot is sent by a separate task
  /// on the worker, as a timer would do.
  @ParameterizedTest
  @CsvSource({"400, 500", "400, 3000", "2000, 1000"})
  void aSlowReaderGetsTheLatestSnapshotAfterTheBytesInTheSocket(int snapshots, int size)
      throws Exception {
    Probes probes = Probes.echo();
    try (EngineFixture engine = new EngineFixture();
        Socket socket = new Socket()) {
      ServerService server = engine.serve(probes);
      socket.setReceiveBufferSize(CLIENT_BUFFER);
      socket.setSoTimeout((int) EngineFixture.PATIENCE.toMillis());
      socket.connect(server.localAddress());
      Session session = probes.next().session();
      for (int number = 1; number <= snapshots; number++) {
        send(session, number, size);
      }
      assertThat(session.queuedPackets()).as("waiting or in flight").isLessThanOrEqualTo(4);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int stale = 0;
      int last = 0;
      int read;
      do {
        read = in.readInt();
        assertThat(read).isGreaterThan(last);
        assertThat(in.readNBytes(size - 4)).hasSize(size - 4);
        last = read;
        stale++;
      } while (read < snapshots);
      int mostBytes = OF_THE_KERNEL + heldBySocket(engine);
      assertThat(stale * size).as("bytes of %d snapshots", stale).isLessThan(mostBytes);
      assertThat(server.counters().replaced()).isEqualTo(snapshots - stale);
      assertThat(session.isSlow()).isFalse();
    }
  }

  private static int heldBySocket(EngineFixture engine) {
    int unsent = EngineFixture.open().session().unsentBytes();
    boolean uring = engine.port.providerName().contains("uring");
    // On the JDK's provider, the engine requests a send buffer of twice this size, and Linux
    // doubles the requested size.
    return uring ? unsent : 4 * unsent;
  }

  private static void send(Session session, int number, int size) throws Exception {
    FutureTask<SendResult> sent =
        new FutureTask<>(
            () -> {
              try (SendBuffer packet = session.sendBuffers().acquire(size)) {
                packet.writeIntLE(Integer.reverseBytes(number));
                packet.writeBytes(new byte[size - 4], 0, size - 4);
                return session.send(packet, SendPolicy.latestOnly(1));
              }
            });
    session.execute(sent);
    assertThat(sent.get(EngineFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isIn(SendResult.QUEUED, SendResult.REPLACED);
  }
}
