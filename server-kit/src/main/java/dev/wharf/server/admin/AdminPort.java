package dev.wharf.server.admin;

import dev.wharf.engine.ListenException;
import dev.wharf.engine.log.LogThrottle;
import dev.wharf.server.config.ServerConfig;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens for operators and their tools, over HTTP. One thread receives and sends; each request is
/// answered on a virtual thread of its own, so that a slow answer holds up nobody, the game's
/// workers least. [ConnectionLimit] bounds the connections, [HttpConnection] their requests.
///
/// All methods may be called from any thread.
public final class AdminPort implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AdminPort.class);
  private static final int BACKLOG = 64;

  /// Bytes read at once: what a connection sends ahead of its answers is held in the kernel.
  private static final int READ = 2048;

  private static final Duration STOP = Duration.ofSeconds(1);

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("admin", true), NioIoHandler.newFactory());
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin-", 1).factory());
  private final Counters<AdminFailure> failures = new Counters<>(AdminFailure.class);
  private final LogThrottle<String> told =
      new LogThrottle<>(
          1,
          Duration.ofMinutes(1),
          (what, more) -> log.warn("{} more {} in the last minute", more, what));

  /// Confined to the event loop.
  private final ConnectionLimit<HttpConnection> places =
      new ConnectionLimit<>(HttpConnection::from, HttpConnection::isAnswering);

  private final AdminSources sources;
  private final Routes routes;
  private final Channel channel;
  private final AtomicBoolean closed = new AtomicBoolean();

  private AdminPort(ServerConfig.Admin config, AdminSources sources) {
    this.sources = sources;
    sources.metrics().addAdminFailures(failures);
    WrongTokenLimit tries = new WrongTokenLimit(System::nanoTime);
    InetSocketAddress bind = config.bind();
    this.routes = new Routes(new Guard(bind, config.token(), tries), sources);
    this.channel = listen(bind);
  }

  /// Begins to listen. The metrics are closed with the port, or when it cannot be opened.
  ///
  /// @throws ListenException when the address cannot be listened on
  public static AdminPort open(ServerConfig.Admin config, AdminSources sources) {
    try {
      return new AdminPort(config, sources);
    } catch (RuntimeException e) {
      sources.metrics().close();
      throw e;
    }
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

  /// The address listened on, with the port that was taken when 0 was asked for.
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /// Listens no more, after answers under way have had a second. Doing it again does nothing.
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    channel.close().awaitUninterruptibly();
    stop();
    sources.metrics().close();
  }

  private void stop() {
    threads.shutdown();
    try {
      boolean _ = threads.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
    // The loop runs this task after the answers were sent.
    loop.submit(() -> {}).awaitUninterruptibly();
    loop.shutdownGracefully(0, STOP.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
    routes.close();
  }

  private void accept(SocketChannel accepted) {
    InetSocketAddress from = accepted.remoteAddress();
    if (from == null) {
      ChannelFuture _ = accepted.close(); // the peer has broken it off already
      return;
    }
    HttpConnection connection = new HttpConnection(accepted, from.getAddress(), this);
    HttpConnection oldest = places.enter(connection);
    if (oldest != null) {
      evict(oldest);
    }
    accepted.closeFuture().addListener(_ -> places.leave(connection));
    connection.addToPipeline();
  }

  private void evict(HttpConnection oldest) {
    count(AdminFailure.EVICTED);
    if (told.pass("connections to the admin port were closed for want of places")) {
      log.warn(
          "the admin port has all the connections that it may have: the oldest of {} is closed",
          oldest.from().getHostAddress());
    }
    oldest.close();
  }

  /// Counts a failure.
  void count(AdminFailure failure) {
    failures.count(failure);
  }

  /// A connection has sent an answer. On the event loop.
  void onAnswered(HttpConnection connection) {
    places.answered(connection);
  }

  /// Answers a request. On a thread that may block.
  Response answer(Request request) {
    try {
      return routes.answer(request);
    } catch (Throwable t) {
      count(AdminFailure.ERROR);
      if (told.pass("requests to the admin port failed, with " + t.getClass().getName())) {
        log.error("a request to the admin port failed", t);
      }
      return Response.text(
          HttpResponseStatus.INTERNAL_SERVER_ERROR, "the server failed; its log says how");
    }
  }

  /// Runs a task on a thread that may block.
  ///
  /// @return false when the port is closed, and the task is not run
  boolean execute(Runnable task) {
    try {
      threads.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }
}
