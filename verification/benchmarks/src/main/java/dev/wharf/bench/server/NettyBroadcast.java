package dev.wharf.bench.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.Set;

/// Sends broadcast frames to all channels, and other frames back. A broadcast frame is encoded
/// once; each channel gets a duplicate that shares the bytes. The channels are flushed when the
/// read from the sender is complete. For servers with only one event loop.
@SuppressWarnings("FutureReturnValueIgnored") // as in NettyEchoServer
final class NettyBroadcast extends NettyEcho {
  private static final int ID_OFFSET = 2;

  private final Set<Channel> room;
  private boolean flushRoom;

  /// Creates the handler of one channel.
  ///
  /// @param room all channels of the server
  NettyBroadcast(Set<Channel> room) {
    this.room = room;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    room.add(context.channel());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    room.remove(context.channel());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    ByteBuf received = (ByteBuf) frame;
    if (received.getUnsignedShortLE(received.readerIndex() + ID_OFFSET)
        == EchoServer.BROADCAST_ID) {
      writeToAll(context, received);
    } else {
      super.channelRead(context, frame);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (flushRoom) {
      flushRoom = false;
      room.forEach(Channel::flush);
    } else {
      super.channelReadComplete(context);
    }
  }

  private void writeToAll(ChannelHandlerContext context, ByteBuf received) {
    ByteBuf packet = context.alloc().directBuffer(received.readableBytes()).writeBytes(received);
    received.release();
    for (Channel member : room) {
      member.write(packet.retainedDuplicate(), member.voidPromise());
    }
    packet.release();
    flushRoom = true;
  }
}
