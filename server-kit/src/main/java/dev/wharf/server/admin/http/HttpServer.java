package dev.wharf.server.admin.http;

import dev.wharf.engine.ListenException;
import dev.wharf.engine.log.LogThrottle;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.server.metrics.Counters;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The HTTP server of the admin port. One thread receives and sends. Each request is handled on its
/// own virtual thread, so that a slow request delays neither other requests nor the game's workers.
/// [ConnectionLimit] limits the number of connections, and [HttpConnection] the requests of each.
///
/// All methods may be called from any thread.
public final class HttpServer implements HttpConnection.Owner, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
  private static final int BACKLOG = 64;

  /// The most bytes that one read takes from a socket. This number is small, because a client may
  /// send many requests without waiting for the responses. The requests that are not handled yet
  /// stay in the kernel.
  private static final int READ = 2048;

  private static final Duration STOP = Duration.ofSeconds(1);

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("admin", true), NioIoHandler.newFactory());
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin-", 1).factory());
  private final Counters<AdminFailure> failures;
  private final LogThrottle<String> logThrottle;

  /// The open connections. Confined to the event loop.
  private final ConnectionLimit<HttpConnection> connections =
      new ConnectionLimit<>(HttpConnection::from, HttpConnection::isAnswering);

  private final Function<Request, CompletionStage<Response>> handler;
  private final Channel channel;
  private final AtomicBoolean closed = new AtomicBoolean();

  /// Starts to listen.
  ///
  /// @param failures counts the connections and requests that fail
  /// @param handler makes the responses. Called on a virtual thread for each request; the stage may
  ///   complete on any thread
  /// @throws ListenException when the server cannot listen on the address
  public HttpServer(
      InetSocketAddress bind,
      EngineRuntime runtime,
      Counters<AdminFailure> failures,
      Function<Request, CompletionStage<Response>> handler) {
    this.failures = failures;
    this.handler = handler;
    this.logThrottle =
        new LogThrottle<>(
            runtime,
            1,
            Duration.ofMinutes(1),
            (what, more) -> log.warn("{} more {} in the last minute", more, what));
    this.channel = listen(bind);
  }

  private Channel listen(InetSocketAddress bind) {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel accepted) {
                    accept(accepted);
                  }
                })
            .bind(bind)
            .awaitUninterruptibly();
    Throwable failure = bound.cause();
    if (failure != null) {
      stop();
      throw new ListenException(
          bind, failure instanceof Exception refused ? refused : new IOException(failure));
    }
    return bound.channel();
  }

  /// Returns the address that the server listens on.
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /// Stops listening. Requests in progress get one second to finish. Further calls have no effect.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    channel.close().awaitUninterruptibly();
    stop();
  }

  private void stop() {
    threads.shutdown();
    try {
      boolean _ = threads.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
    // The loop runs this task after it has sent the pending responses.
    loop.submit(() -> {}).awaitUninterruptibly();
    loop.shutdownGracefully(0, STOP.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }

  private void accept(SocketChannel accepted) {
    InetSocketAddress from = accepted.remoteAddress();
    if (from == null) {
      ChannelFuture _ = accepted.close(); // the peer has closed it already
      return;
    }
    HttpConnection connection = new HttpConnection(accepted, from.getAddress(), this);
    HttpConnection oldest = connections.add(connection);
    if (oldest != null) {
      evict(oldest);
    }
    accepted.closeFuture().addListener(_ -> connections.remove(connection));
    connection.addToPipeline();
  }

  private void evict(HttpConnection oldest) {
    count(AdminFailure.EVICTED);
    if (logThrottle.pass("connections to the admin port were closed at its connection limit")) {
      log.warn(
          "the admin port is at its connection limit: closing the oldest connection of {}",
          oldest.from().getHostAddress());
    }
    oldest.close();
  }

  @Override
  public void count(AdminFailure failure) {
    failures.count(failure);
  }

  @Override
  public void onAnswered(HttpConnection connection) {
    connections.onResponded(connection);
  }

  @Override
  public boolean answer(Request request, Consumer<Response> receiver) {
    try {
      threads.execute(
          () -> {
            var _ = handled(request).exceptionally(this::failed).thenAccept(receiver);
          });
      return true;
    } catch (RejectedExecutionException e) {
      return false; // the server is closed
    }
  }

  private CompletionStage<Response> handled(Request request) {
    try {
      return handler.apply(request);
    } catch (Throwable t) {
      return CompletableFuture.failedFuture(t);
    }
  }

  private Response failed(Throwable thrown) {
    count(AdminFailure.ERROR);
    if (logThrottle.pass(
        "requests to the admin port failed, with " + thrown.getClass().getName())) {
      log.error("a request to the admin port failed", thrown);
    }
    return Response.text(
        HttpResponseStatus.INTERNAL_SERVER_ERROR, "the request failed: see the server's log");
  }
}
