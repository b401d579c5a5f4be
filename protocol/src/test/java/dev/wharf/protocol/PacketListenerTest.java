package dev.wharf.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SendResult;
import dev.wharf.protocol.catalog.HeaderFormat;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.testpackets.Bag;
import dev.wharf.protocol.testpackets.Ping;
import dev.wharf.protocol.testpackets.TestPackets;
import dev.wharf.protocol.testpackets.Welcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests the calls to a packet listener, without an engine.
class PacketListenerTest {
  private static final PacketCatalog CATALOG = PacketCatalog.of(TestPackets.getDescriptor());
  private static final Ping PING = Ping.newBuilder().setNonce(5).build();
  private static final Welcome WELCOME = Welcome.newBuilder().setText("hi").build();
  private static final int PING_ID = CATALOG.kindOf(PING).id();
  private static final int WELCOME_ID = CATALOG.kindOf(WELCOME).id();
  private static final int WELCOME_BYTES = 8;

  private final List<String> told = new ArrayList<>();
  private final PacketProtocol<TestSession> protocol =
      PacketProtocol.of(
              PacketRouter.<TestSession>forServer(CATALOG)
                  .on(Ping.class, this::onPing)
                  .on(
                      Bag.class,
                      (session, bag) -> {
                        throw new IllegalStateException("broken");
                      })
                  .ignoreTheRest()
                  .build())
          .withListener(new Notes());
  private final FakeSession engine = new FakeSession();
  private final PacketReceiver<TestSession> receiver = protocol.receiver(engine, TestSession::new);
  private final TestSession session = receiver.session();

  /// A listener that records its calls.
  private final class Notes implements PacketListener {
    @Override
    public void onReceived(int packetId, int frameBytes) {
      told.add("received " + packetId + ", " + frameBytes);
    }

    @Override
    public void onHandled(int packetId, long nanos) {
      told.add("handled " + packetId + " in " + nanos);
    }

    @Override
    public void onQueued(int packetId, int frameBytes) {
      told.add("queued " + packetId + ", " + frameBytes);
    }
  }

  /// Handles a Ping: advances the clock by 7 ns, and replies.
  private void onPing(TestSession from, Ping ping) {
    told.add("handling");
    engine.nanoTime += 7;
    from.send(WELCOME);
  }

  @AfterEach
  void allBuffersAreBack() {
    assertThat(engine.memory.buffersOut()).isZero();
  }

  @Test
  void isCalledBeforeAndAfterTheHandlerAndForTheReplyBetween() {
    byte[] frame = frame(PING_ID, PING);
    receive(frame);
    assertThat(told)
        .containsExactly(
            "received " + PING_ID + ", " + frame.length,
            "handling",
            "queued " + WELCOME_ID + ", " + WELCOME_BYTES,
            "handled " + PING_ID + " in 7");
  }

  @Test
  void isCalledForAnUnknownPacket() {
    receive(frame(999, PING));
    assertThat(told).first().asString().startsWith("received 999, ");
    assertThat(told).last().isEqualTo("handled 999 in 0");
  }

  @Test
  void isCalledForAPacketWhoseHandlerThrows() {
    Bag bag = Bag.getDefaultInstance();
    int id = CATALOG.kindOf(bag).id();
    receive(frame(id, bag));
    assertThat(told).hasSize(2).last().isEqualTo("handled " + id + " in 0");
  }

  @Test
  void isCalledForEachReceiverOfABroadcast() {
    TestSession other = protocol.receiver(new FakeSession(), TestSession::new).session();
    assertThat(protocol.sendToAll(List.of(session, other), WELCOME)).isEqualTo(2);
    assertThat(told)
        .containsExactly(
            "queued " + WELCOME_ID + ", " + WELCOME_BYTES,
            "queued " + WELCOME_ID + ", " + WELCOME_BYTES);
  }

  @Test
  void isNotCalledForAPacketToAClosedSession() {
    engine.close(CloseReason.PEER_CLOSED);
    assertThat(session.send(WELCOME)).isEqualTo(SendResult.CLOSED);
    assertThat(protocol.sendToAll(List.of(session), WELCOME)).isZero();
    assertThat(told).isEmpty();
  }

  private void receive(byte[] frame) {
    receiver.onReceived(engine, ByteBuffer.wrap(frame));
  }

  private static byte[] frame(int id, Message body) {
    byte[] bytes = body.toByteArray();
    HeaderFormat header = CATALOG.header();
    byte[] frame = new byte[header.headerBytes() + bytes.length];
    header.write(frame, 0, id, bytes.length);
    System.arraycopy(bytes, 0, frame, header.headerBytes(), bytes.length);
    return frame;
  }
}
