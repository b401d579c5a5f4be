package dev.wharf.bench.server;

import dev.wharf.transport.websocket.ServerWebSocket;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
  static NettyEchoServer start(NettyTransport transport, int port, Extras extras)
      throws InterruptedException, IOException {
    SslContext tls = extras.tls() ? openTls() : null;
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, transport.ioHandler());
    try {
      ServerBootstrap bootstrap =
          new ServerBootstrap()
              .group(group)
              .channel(transport.serverChannel())
              .option(ChannelOption.SO_BACKLOG, BACKLOG)
              .option(ChannelOption.SO_REUSEADDR, true)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childHandler(
                  new Pipeline(
                      tls, extras.webSocket(), extras.broadcast() ? broadcasts() : NettyEcho::new));
      transport.childOptions().accept(bootstrap);
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      return new NettyEchoServer(group, bootstrap.bind(address).sync().channel());
    } catch (Throwable t) {
      group.shutdownGracefully();
      throw t;
    }
  }

  /// Sets up TLS with the BoringSSL that Wharf uses, too.
  private static SslContext openTls() throws IOException {
    try (BenchCertificate certificate = new BenchCertificate()) {
      return SslContextBuilder.forServer(
              certificate.files().certificate().toFile(), certificate.files().key().toFile())
          .sslProvider(SslProvider.OPENSSL_REFCNT)
          .protocols("TLSv1.3")
          .build();
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
    private final @Nullable SslContext tls;
    private final boolean webSocket;
    private final Supplier<ChannelHandler> handlers;

    Pipeline(@Nullable SslContext tls, boolean webSocket, Supplier<ChannelHandler> handlers) {
      this.tls = tls;
      this.webSocket = webSocket;
      this.handlers = handlers;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      if (tls != null) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc()));
      }
      if (webSocket) {
        addWebSocket(channel.pipeline());
      } else {
        channel
            .pipeline()
            .addLast(
                new LengthFieldBasedFrameDecoder(
                    ByteOrder.LITTLE_ENDIAN, MAX_FRAME_BYTES, 0, 2, -2, 0, true));
      }
      channel.pipeline().addLast(handlers.get());
    }

    /// Adds the handlers of Netty's example for WebSocket, without compression. The frames of the
    /// benchmark are not looked at: each message goes back as it is, which is less work.
    private static void addWebSocket(ChannelPipeline pipeline) {
      pipeline
          .addLast(new HttpServerCodec())
          .addLast(new HttpObjectAggregator(MAX_FRAME_BYTES))
          .addLast(
              new WebSocketServerProtocolHandler(
                  "/", ServerWebSocket.SUBPROTOCOL, false, MAX_FRAME_BYTES));
    }
  }
}
