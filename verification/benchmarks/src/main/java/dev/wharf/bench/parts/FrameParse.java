package dev.wharf.bench.parts;

import dev.wharf.engine.memory.ReceiveBuffer;
import dev.wharf.protocol.catalog.HeaderFormat;
import dev.wharf.protocol.catalog.Side;
import dev.wharf.protocol.frame.FrameParser;
import dev.wharf.protocol.frame.FrameResult.Frame;
import dev.wharf.protocol.frame.FrameResult.Malformed;
import dev.wharf.protocol.frame.FrameResult.NeedMore;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Parses the frames in a receive buffer: one frame, many frames, or one frame that arrives in two
/// pieces. The bytes are in the buffer before the measurement starts, so that no copying is
/// measured. Each benchmark returns the sum of the packets' ids.
@State(Scope.Thread)
public class FrameParse {
  private static final int MANY = 64;
  private static final int HEADER_BYTES = 4;

  private final EngineBuffers buffers = new EngineBuffers();
  private final FrameParser parser =
      new FrameParser(HeaderFormat.SERVER_CORE, EchoPackets.MAX_FRAME_BYTES);
  private final ReceiveBuffer received =
      new ReceiveBuffer(buffers.memory(), EchoPackets.MAX_FRAME_BYTES, EchoPackets.MAX_FRAME_BYTES);
  private final NettyParser nettyParser = new NettyParser();
  private final ByteBuf nettyReceived = Unpooled.directBuffer(EchoPackets.MAX_FRAME_BYTES);
  private final ByteBuffer plainReceived =
      ByteBuffer.allocateDirect(EchoPackets.MAX_FRAME_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final int frameBytes;
  private final int half;

  /// Creates the buffers, and fills them with frames.
  public FrameParse() {
    byte[] frame = EchoPackets.frameOf(Side.CLIENT, EchoPackets.request());
    frameBytes = frame.length;
    half = frameBytes / 2;
    ByteBuffer room = received.forReceive();
    for (int i = 0; i < MANY; i++) {
      room.put(frame);
      plainReceived.put(frame);
      nettyReceived.writeBytes(frame);
    }
  }

  @TearDown
  public void giveBack() {
    received.release();
    nettyReceived.release();
    buffers.close();
  }

  @Benchmark
  public int oneFrameByWharf() {
    return wharf(frameBytes);
  }

  @Benchmark
  public int oneFrameByNetty() {
    return netty(0, frameBytes);
  }

  @Benchmark
  public int oneFrameByPlainLoop() {
    return plain(frameBytes);
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public int manyFramesByWharf() {
    return wharf(frameBytes * MANY);
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public int manyFramesByNetty() {
    return netty(0, frameBytes * MANY);
  }

  @Benchmark
  @OperationsPerInvocation(MANY)
  public int manyFramesByPlainLoop() {
    return plain(frameBytes * MANY);
  }

  @Benchmark
  public int splitFrameByWharf() {
    return wharf(half) + wharf(frameBytes - half);
  }

  @Benchmark
  public int splitFrameByNetty() {
    return netty(0, half) + netty(0, frameBytes);
  }

  @Benchmark
  public int splitFrameByPlainLoop() {
    return plain(half) + plain(frameBytes);
  }

  private int wharf(int arrived) {
    received.received(arrived);
    ByteBuffer unread = received.unread();
    int ids = 0;
    boolean more = true;
    while (more) {
      switch (parser.next(unread)) {
        case Frame frame -> ids += frame.packetId();
        case NeedMore _ -> more = false;
        case Malformed malformed -> throw new IllegalStateException(malformed.detail());
      }
    }
    received.consumed();
    return ids;
  }

  private int netty(int start, int end) {
    nettyReceived.setIndex(start, end);
    int ids = 0;
    ByteBuf frame = nettyParser.next(nettyReceived);
    while (frame != null) {
      ids += frame.getUnsignedShortLE(frame.readerIndex() + 2);
      frame.release();
      frame = nettyParser.next(nettyReceived);
    }
    return ids;
  }

  private int plain(int end) {
    int ids = 0;
    int at = 0;
    while (end - at >= HEADER_BYTES) {
      int size = Short.toUnsignedInt(plainReceived.getShort(at));
      if (size < HEADER_BYTES || size > end - at) {
        return ids;
      }
      ids += Short.toUnsignedInt(plainReceived.getShort(at + 2));
      at += size;
    }
    return ids;
  }

  /// Netty's decoder without its pipeline.
  private static final class NettyParser extends LengthFieldBasedFrameDecoder {
    NettyParser() {
      super(ByteOrder.LITTLE_ENDIAN, EchoPackets.MAX_FRAME_BYTES, 0, 2, -2, 0, true);
    }

    @Nullable ByteBuf next(ByteBuf received) {
      try {
        return (ByteBuf) decode(null, received);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
