package dev.wharf.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.wharf.engine.transform.TransformationException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.ReferenceCountUtil;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/// Counts the memory that frames allocate on the way in and on the way out: here, and in Netty's
/// codec for comparison.
class FrameAllocationTest {
  private static final int WARM_UP = 5_000;
  private static final int FRAMES = 10_000;
  private static final byte[] PACKET = new byte[64];
  private static final byte[] FRAME = Frames.masked(0x82, PACKET);

  private interface Work {
    void run() throws TransformationException;
  }

  private static long bytesEach(Work work) throws TransformationException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < WARM_UP; i++) {
      work.run();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < FRAMES; i++) {
      work.run();
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / FRAMES;
  }

  @Test
  void aFrameAllocatesNothing() throws TransformationException {
    Wire server = Wire.server(16);
    ByteBuffer in = ByteBuffer.allocateDirect(FRAME.length).put(FRAME).flip();
    ByteBuffer plain = ByteBuffer.allocateDirect(PACKET.length);
    ByteBuffer[] packets = {ByteBuffer.allocateDirect(PACKET.length)};
    ByteBuffer out = ByteBuffer.allocateDirect(server.transformation.sendBytes());
    long ours =
        bytesEach(
            () -> {
              server.transformation.receive(in.rewind(), plain.clear());
              packets[0].rewind();
              server.transformation.send(packets, 1, out.clear());
            });
    assertThat(ours).isZero();
    assertThat(bytesOfNetty()).as("the reason why the frames are our own").isGreaterThan(100);
  }

  private static long bytesOfNetty() throws TransformationException {
    WebSocketDecoderConfig config =
        WebSocketDecoderConfig.newBuilder().expectMaskedFrames(true).build();
    EmbeddedChannel channel =
        new EmbeddedChannel(
            new WebSocket13FrameDecoder(config), new WebSocket13FrameEncoder(false));
    ByteBuf in = Unpooled.directBuffer(FRAME.length).writeBytes(FRAME);
    ByteBuf packet = Unpooled.directBuffer(PACKET.length).writeBytes(PACKET);
    try {
      return bytesEach(
          () -> {
            boolean _ = channel.writeInbound(in.retainedDuplicate());
            boolean _ = ReferenceCountUtil.release(channel.readInbound());
            boolean _ = channel.writeOutbound(new BinaryWebSocketFrame(packet.retainedDuplicate()));
            for (Object one = channel.readOutbound(); one != null; one = channel.readOutbound()) {
              boolean _ = ReferenceCountUtil.release(one);
            }
          });
    } finally {
      boolean _ = channel.finishAndReleaseAll();
      boolean _ = in.release();
      boolean _ = packet.release();
    }
  }
}
