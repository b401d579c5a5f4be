package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.uring.channels.LostRings;
import java.io.DataInputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Tests the writes of a broadcast, which a worker on io_uring holds back until it has looked for
/// further completions.
@Tag(EngineFixture.ONCE)
class HeldWritesTest {
  /// More members than writes that a worker runs one after another.
  private static final int MEMBERS = 1100;

  private static final int FRAME_BYTES = 4;

  @BeforeEach
  void needsARing() {
    EngineFixture.assumeAvailable(PortOptions.Provider.URING);
  }

  private static EngineFixture open() {
    return new EngineFixture(
        PortOptions.defaults().withShape(PortOptions.Shape.PER_WORKER).withWorkers(1),
        PortOptions.Provider.URING);
  }

  /// Starts a service that sends each received frame to all its sessions, and runs a task after it.
  private static ServerService relay(EngineFixture engine, Runnable afterFrame) {
    CompletableFuture<ServerService> started = new CompletableFuture<>();
    SessionHandler handler =
        (session, bytes) -> {
          while (bytes.remaining() >= FRAME_BYTES) {
            try (SendBuffer frame = session.sendBuffers().acquire(FRAME_BYTES)) {
              frame.writeIntLE(Integer.reverseBytes(bytes.getInt()));
              started.join().broadcast(frame.seal(), SendPolicy.KEEP);
            }
            afterFrame.run();
          }
        };
    ServerService server = engine.serve(_ -> handler);
    started.complete(server);
    return server;
  }

  private static List<Socket> join(EngineFixture engine, ServerService server, int members)
      throws Exception {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      sockets.add(engine.socketTo(server));
    }
    EngineFixture.until("all have joined", () -> server.sessionCount() == members);
    return sockets;
  }

  private static byte[] frames(int count) {
    ByteBuffer frames = ByteBuffer.allocate(count * FRAME_BYTES);
    for (int i = 0; i < count; i++) {
      frames.putInt(i);
    }
    return frames.array();
  }

  /// Several members send at the same time. Each member gets all frames, those of one sender in
  /// their order.
  @Test
  void reachAllMembersInOrder() throws Exception {
    int senders = 5;
    int each = 20;
    try (EngineFixture engine = open()) {
      ServerService server = relay(engine, () -> {});
      List<Socket> members = join(engine, server, MEMBERS);
      for (Socket sender : members.subList(0, senders)) {
        sender.getOutputStream().write(frames(each));
      }
      for (Socket member : members) {
        DataInputStream in = new DataInputStream(member.getInputStream());
        int[] received = new int[each];
        int next = 0;
        for (int i = 0; i < senders * each; i++) {
          int frame = in.readInt();
          received[frame]++;
          assertThat(frame)
              .as("a frame that comes before its predecessor")
              .isLessThanOrEqualTo(next);
          next = Math.max(next, frame + 1);
        }
        assertThat(received).containsOnly(senders);
      }
    }
  }

  @Test
  void areReleasedWhenTheRingIsLost() throws Exception {
    try (EngineFixture engine = open()) {
      ServerService server =
          relay(engine, () -> LostRings.closeRingOf(engine.port.workers().get(0).group()));
      List<Socket> members = join(engine, server, 50);
      members.get(0).getOutputStream().write(frames(1));
      EngineFixture.until("all sessions have ended", () -> server.sessionCount() == 0);
    }
  }

  @Test
  void areReleasedWhenThePortCloses() throws Exception {
    try (EngineFixture engine = open()) {
      CountDownLatch sent = new CountDownLatch(1);
      ServerService server = relay(engine, sent::countDown);
      List<Socket> members = join(engine, server, 50);
      members.get(0).getOutputStream().write(frames(1));
      assertThat(sent.await(EngineFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      engine.port.close();
      EngineFixture.until("all sessions have ended", () -> server.sessionCount() == 0);
    }
  }
}
