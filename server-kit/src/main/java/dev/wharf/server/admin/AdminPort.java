package dev.wharf.server.admin;

import dev.wharf.engine.ListenException;
import dev.wharf.engine.log.LogThrottle;
import dev.wharf.server.config.ServerConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Listens for operators and their tools, over HTTP. One thread receives and sends; each request is
/// answered on a virtual thread of its own, so that a slow answer holds up nobody, the game's
/// workers least. [Places] bounds the connections, [HttpConnection] their requests.
///
/// All methods may be called from any thread.
public final class AdminPort implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AdminPort.class);
  private static final int BACKLOG = 64;
  private static final Duration STOP = Duration.ofSeconds(1);
  private static final String EVICTED = "evicted";

  private static final HttpDecoderConfig LIMITS =
      new HttpDecoderConfig().setMaxInitialLineLength(4096).setMaxHeaderSize(16_384);

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("admin", true), NioIoHandler.newFactory());
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin-", 1).factory());
  private final Channel channel;
  private final AdminSources sources;
  private final Routes routes;
  private final Connections connections;
  private final AtomicBoolean closed = new AtomicBoolean();

  private AdminPort(ServerConfig.Admin config, AdminSources sources) {
    this.sources = sources;
    TokenTries tries = new TokenTries(System::nanoTime);
    this.routes = new Routes(new Guard(config.bind(), config.token(), tries), sources);
    this.connections = new Connections();
    this.channel = listen(config.bind());
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
            .childHandler(connections)
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

  /// Sets connections up, and answers their requests.
  private final class Connections extends ChannelInitializer<SocketChannel>
      implements HttpConnection.Requests {
    private final Places<HttpConnection> places =
        new Places<>(HttpConnection::from, HttpConnection::isAnswering);
    private final LongAdder evicted = sources.metrics().adminFailures(EVICTED);
    private final LongAdder timedOut = sources.metrics().adminFailures("timeout");
    private final LongAdder malformed = sources.metrics().adminFailures("malformed");
    private final LongAdder failed = sources.metrics().adminFailures("error");
    private final LogThrottle<String> evictions =
        new LogThrottle<>(1, Duration.ofMinutes(1), Connections::logEvictions);
    private final LogThrottle<Class<?>> failures =
        new LogThrottle<>(1, Duration.ofMinutes(1), Connections::logFailures);

    @Override
    protected void initChannel(SocketChannel accepted) {
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
      accepted.pipeline().addLast(new HttpServerCodec(LIMITS), connection);
    }

    private void evict(HttpConnection oldest) {
      evicted.increment();
      if (evictions.pass(EVICTED)) {
        log.warn(
            "the admin port has all the connections that it may have: the oldest of {} is closed",
            oldest.from().getHostAddress());
      }
      oldest.close();
    }

    private static void logEvictions(String kind, long more) {
      log.warn(
          "the admin port closed {} more connections in the last minute, for want of places", more);
    }

    private static void logFailures(Class<?> type, long more) {
      log.error(
          "{} more requests to the admin port failed in the last minute, with {}",
          more,
          type.getName());
    }

    @Override
    public Answer answer(Request request) {
      try {
        return routes.answer(request);
      } catch (Throwable t) {
        failed.increment();
        if (failures.pass(t.getClass())) {
          log.error("a request to the admin port failed", t);
        }
        return Answer.text(Answer.FAILED, "the server failed; its log says how");
      }
    }

    @Override
    public boolean execute(Runnable task) {
      try {
        threads.execute(task);
        return true;
      } catch (RejectedExecutionException e) {
        return false;
      }
    }

    @Override
    public void onTimeout(HttpConnection connection) {
      timedOut.increment();
    }

    @Override
    public void onMalformed(HttpConnection connection) {
      malformed.increment();
    }

    @Override
    public void onAnswered(HttpConnection connection) {
      places.answered(connection);
    }
  }
}
