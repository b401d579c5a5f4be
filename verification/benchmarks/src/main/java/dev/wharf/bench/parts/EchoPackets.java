package dev.wharf.bench.parts;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.game.proto.ChatProto;
import dev.wharf.game.proto.EchoProto;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.game.proto.EchoRequest;
import dev.wharf.protocol.PacketEncoder;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.catalog.Side;
import java.nio.ByteBuffer;

/// The packets that the benchmarks parse, encode and hand over.
public final class EchoPackets {
  /// The largest size of a frame, in bytes. The frame of each of these packets is smaller.
  public static final int MAX_FRAME_BYTES = 4096;

  /// The catalog with the packets of the echo and of the chat.
  public static final PacketCatalog CATALOG =
      PacketCatalog.of(EchoProto.getDescriptor(), ChatProto.getDescriptor());

  private static final ByteString PAYLOAD = ByteString.copyFrom(new byte[32]);

  private EchoPackets() {}

  /// Returns a request with 32 bytes of payload.
  public static EchoRequest request() {
    return EchoRequest.newBuilder().setSequence(1000).setSentNanos(1).setPayload(PAYLOAD).build();
  }

  /// Returns a reply with 32 bytes of payload.
  public static EchoReply reply() {
    return EchoReply.newBuilder().setSequence(1000).setSentNanos(1).setPayload(PAYLOAD).build();
  }

  /// Creates an encoder for the packets that the side `sender` sends.
  public static PacketEncoder encoder(Side sender) {
    return new PacketEncoder(CATALOG, sender, MAX_FRAME_BYTES);
  }

  /// Returns the frame of a packet: the bytes that arrive over the connection.
  public static byte[] frameOf(Side sender, Message message) {
    try (EngineBuffers buffers = new EngineBuffers();
        SendBuffer frame = encoder(sender).encode(buffers.pool(), message)) {
      byte[] bytes = new byte[frame.size()];
      frame.readableView().get(bytes);
      return bytes;
    }
  }

  /// Returns a direct buffer that contains these bytes, from index 0 to the limit.
  public static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
