package dev.wharf.bench.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.Set;

/// Sends broadcast frames to all channels. A frame is encoded once, each channel gets a duplicate
/// with a reference, and the flush comes when the sender's read is used up. Echoes other frames.
/// Uses only one event loop.
@SuppressWarnings("FutureReturnValueIgnored") // as in the server
final class NettyBroadcast extends NettyEcho {
  private static final int ID_OFFSET = 2;

  private final Set<Channel> room;
  private boolean flushRoom;

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
