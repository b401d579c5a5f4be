package dev.wharf.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.Message;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.memory.BufferPool;
import dev.wharf.protocol.catalog.HeaderFormat;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.catalog.Side;
import dev.wharf.protocol.testpackets.Effect;
import dev.wharf.protocol.testpackets.Hello;
import dev.wharf.protocol.testpackets.NewerHello;
import dev.wharf.protocol.testpackets.Ping;
import dev.wharf.protocol.testpackets.TestPackets;
import dev.wharf.protocol.testpackets.Welcome;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacketEncoderTest {
  private final PacketCatalog catalog = PacketCatalog.of(TestPackets.getDescriptor());
  private final PacketEncoder client = new PacketEncoder(catalog, Side.CLIENT, 4096);
  private final PacketEncoder server = new PacketEncoder(catalog, Side.SERVER, 4096);
  private final BufferMemory memory = new BufferMemory(1 << 20);
  private final BufferPool pool = new BufferPool(memory);

  @AfterEach
  void allBuffersAreBack() {
    assertThat(memory.buffersOut()).isZero();
  }

  @Test
  void writesGoldenVectors() {
    assertFrame(
        client, Hello.newBuilder().setName("Ann").setVersion(300), "0c0001000a03416e6e10ac02");
    assertFrame(client, Hello.newBuilder(), "04000100");
    assertFrame(client, Ping.newBuilder().setNonce(1), "0d000300090100000000000000");
    assertFrame(server, Effect.newBuilder().setKind(7), "060005000807");
  }

  @Test
  void sealsTheFrame() {
    try (SendBuffer frame = client.encode(pool, Hello.getDefaultInstance())) {
      assertThat(frame.isSealed()).isTrue();
    }
  }

  @Test
  void acceptsAFrameOfExactlyTheLimitAndRejectsOneByteMore() {
    try (SendBuffer frame = client.encode(pool, helloOf(4096))) {
      assertThat(frame.size()).isEqualTo(4096);
    }
    assertThatExceptionOfType(FrameTooLargeException.class)
        .isThrownBy(() -> client.encode(pool, helloOf(4097)))
        .withMessage("wharf.test.Hello (id 1) makes a frame of 4097 bytes, the limit is 4096");
  }

  @Test
  void acceptsTheLargestFrameOfTheHeader() {
    PacketEncoder large = new PacketEncoder(catalog, Side.CLIENT, 65_535);
    try (SendBuffer frame = large.encode(pool, helloOf(65_535))) {
      assertThat(TestPool.hexOf(frame)).startsWith("ffff0100");
    }
    assertThatExceptionOfType(FrameTooLargeException.class)
        .isThrownBy(() -> large.encode(pool, helloOf(65_536)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PacketEncoder(catalog, Side.CLIENT, 65_536));
  }

  @Test
  void writesFramesLargerThanTheBufferThatAThreadKeeps() {
    PacketCatalog wide = PacketCatalog.of(HeaderFormat.WIDE, TestPackets.getDescriptor());
    PacketEncoder large = new PacketEncoder(wide, Side.CLIENT, 1 << 20);
    Hello hello = helloOf(200_000);
    try (SendBuffer frame = large.encode(pool, hello)) {
      assertThat(frame.size()).isEqualTo(8 + hello.getSerializedSize());
    }
  }

  @Test
  void rejectsAPacketThatOnlyThePeerMaySend() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> server.encode(pool, Hello.getDefaultInstance()))
        .withMessage("wharf.test.Hello (id 1) is CLIENT_TO_SERVER, the SERVER may not send it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.encode(pool, Welcome.getDefaultInstance()));
  }

  @Test
  void rejectsAMessageThatIsNoPacket() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.encode(pool, NewerHello.getDefaultInstance()));
  }

  @Test
  void writesFramesOfRawBodies() {
    try (SendBuffer frame = client.encodeRaw(pool, 300, new byte[] {1, 2})) {
      assertThat(TestPool.hexOf(frame)).isEqualTo("06002c010102");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.encodeRaw(pool, 65_536, new byte[0]))
        .withMessage("id must be 1 to 65535, not 65536");
    assertThatExceptionOfType(FrameTooLargeException.class)
        .isThrownBy(() -> client.encodeRaw(pool, 300, new byte[4093]))
        .withMessage("packet 300 makes a frame of 4097 bytes, the limit is 4096");
  }

  @Test
  void writesTheSameOnAVirtualThread() throws Exception {
    AtomicReference<String> hex = new AtomicReference<>("");
    Thread.ofVirtual()
        .start(
            () -> {
              try (SendBuffer frame =
                  client.encode(pool, Hello.newBuilder().setName("Ann").build())) {
                hex.set(TestPool.hexOf(frame));
              }
            })
        .join();
    assertThat(hex.get()).isEqualTo("090001000a03416e6e");
  }

  private void assertFrame(PacketEncoder encoder, Message.Builder message, String hex) {
    try (SendBuffer frame = encoder.encode(pool, message.build())) {
      assertThat(TestPool.hexOf(frame)).isEqualTo(hex);
    }
  }

  /// Returns a packet whose frame, with its header of 4 bytes, has this length. Works for lengths
  /// above 140.
  private static Hello helloOf(int frameBytes) {
    int lengthBytes = frameBytes - 4 < 16_384 + 4 ? 2 : 3;
    return Hello.newBuilder().setName("x".repeat(frameBytes - 4 - 1 - lengthBytes)).build();
  }
}
