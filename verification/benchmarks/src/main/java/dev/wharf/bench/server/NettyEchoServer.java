package dev.wharf.bench.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A Netty server like those in Netty's own examples: it uses Netty's frame decoder, writes frames
/// as they arrive, and flushes when a read is complete. It has one event loop, which also accepts
/// connections.
@SuppressWarnings(
    "FutureReturnValueIgnored") // Netty itself closes a channel that cannot be written
final class NettyEchoServer implements EchoServer {
  private final EventLoopGroup group;
  private final Channel listener;

  private NettyEchoServer(EventLoopGroup group, Channel listener) {
    this.group = group;
    this.listener = listener;
  }

  /// Starts a server.
  ///
  /// @param port the TCP port to listen on; 0 takes a free one
  /// @param broadcast whether frames with [EchoServer#BROADCAST_ID] go to all connections
  static NettyEchoServer start(NettyTransport transport, int port, boolean broadcast)
      throws InterruptedException {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, transport.ioHandler());
    try {
      ServerBootstrap bootstrap =
          new ServerBootstrap()
              .group(group)
              .channel(transport.serverChannel())
              .option(ChannelOption.SO_BACKLOG, BACKLOG)
              .option(ChannelOption.SO_REUSEADDR, true)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childHandler(new Pipeline(broadcast ? broadcasts() : NettyEcho::new));
      transport.childOptions().accept(bootstrap);
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      return new NettyEchoServer(group, bootstrap.bind(address).sync().channel());
    } catch (Throwable t) {
      group.shutdownGracefully();
      throw t;
    }
  }

  @Override
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static Supplier<ChannelHandler> broadcasts() {
    Set<Channel> room = new LinkedHashSet<>();
    return () -> new NettyBroadcast(room);
  }

  private static final class Pipeline extends ChannelInitializer<SocketChannel> {
    private final Supplier<ChannelHandler> handlers;

    Pipeline(Supplier<ChannelHandler> handlers) {
      this.handlers = handlers;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      channel
          .pipeline()
          .addLast(
              new LengthFieldBasedFrameDecoder(
                  ByteOrder.LITTLE_ENDIAN, MAX_FRAME_BYTES, 0, 2, -2, 0, true))
          .addLast(handlers.get());
    }
  }
}
