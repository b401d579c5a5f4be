package dev.wharf.bench.parts;

import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.game.proto.EchoReply;
import dev.wharf.protocol.PacketEncoder;
import dev.wharf.protocol.catalog.Side;
import io.netty.buffer.ByteBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Encodes a reply of 32 bytes and a header into a frame in direct memory, and gives the memory
/// back. Each benchmark returns the frame's size.
@State(Scope.Thread)
public class PacketEncode {
  private static final int HEADER_BYTES = 4;

  private final EngineBuffers buffers = new EngineBuffers();
  private final PacketEncoder encoder = EchoPackets.encoder(Side.SERVER);
  private final EchoReply reply = EchoPackets.reply();
  private final int id = EchoPackets.CATALOG.kindOf(reply).id();

  @TearDown
  public void giveBack() {
    buffers.close();
  }

  @Benchmark
  public int echoReplyByWharf() {
    try (SendBuffer frame = encoder.encode(buffers.pool(), reply)) {
      return frame.size();
    }
  }

  /// Encodes the message into an array, as Netty's own `ProtobufEncoder` does. After that, copies
  /// the header and the array into direct memory, as Netty's transport does.
  @Benchmark
  public int echoReplyByNetty() {
    byte[] body = reply.toByteArray();
    int size = HEADER_BYTES + body.length;
    ByteBuf frame = NettyBuffers.POOLED.directBuffer(size);
    frame.writeShortLE(size).writeShortLE(id).writeBytes(body);
    int written = frame.readableBytes();
    frame.release();
    return written;
  }

  /// Encodes only the message, without a header and direct memory.
  @Benchmark
  public int echoReplyByProtobufArray() {
    return HEADER_BYTES + reply.toByteArray().length;
  }
}
