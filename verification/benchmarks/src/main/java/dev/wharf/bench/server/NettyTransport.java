package dev.wharf.bench.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.util.function.Consumer;

/// A transport of Netty: how its event loops do input and output.
///
/// @param ioHandler creates the handler that drives an event loop
/// @param serverChannel the class of the listening channel
/// @param childOptions sets further options of the accepted connections
record NettyTransport(
    IoHandlerFactory ioHandler,
    Class<? extends ServerSocketChannel> serverChannel,
    Consumer<ServerBootstrap> childOptions) {
  private static final short BUFFER_GROUP = 1;
  private static final short RING_BUFFERS = 1024;
  private static final int RING_BUFFER_BYTES = 2048;

  static NettyTransport nio() {
    return new NettyTransport(NioIoHandler.newFactory(), NioServerSocketChannel.class, _ -> {});
  }

  static NettyTransport epoll() {
    return new NettyTransport(EpollIoHandler.newFactory(), EpollServerSocketChannel.class, _ -> {});
  }

  static NettyTransport uring() {
    return new NettyTransport(
        IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class, _ -> {});
  }

  /// Creates the io_uring transport that receives into buffers which the kernel takes from a ring.
  static NettyTransport uringWithBufferRing() {
    IoUringBufferRingConfig ring =
        IoUringBufferRingConfig.builder()
            .bufferGroupId(BUFFER_GROUP)
            .bufferRingSize(RING_BUFFERS)
            .batchSize(RING_BUFFERS / 4)
            .allocator(
                new IoUringFixedBufferRingAllocator(ByteBufAllocator.DEFAULT, RING_BUFFER_BYTES))
            .build();
    IoUringIoHandlerConfig config = new IoUringIoHandlerConfig().setBufferRingConfig(ring);
    return new NettyTransport(
        IoUringIoHandler.newFactory(config),
        IoUringServerSocketChannel.class,
        bootstrap ->
            bootstrap.childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, BUFFER_GROUP));
  }
}
