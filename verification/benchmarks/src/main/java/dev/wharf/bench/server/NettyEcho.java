package dev.wharf.bench.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// Writes frames back as they arrive, and flushes the channel when a read is complete.
@SuppressWarnings("FutureReturnValueIgnored") // as in NettyEchoServer
class NettyEcho extends ChannelInboundHandlerAdapter {
  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    context.write(frame, context.voidPromise());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.flush();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
