package dev.wharf.engine.service;

import dev.wharf.engine.SessionOptions;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.session.IoOperation;
import dev.wharf.engine.session.IoOwner;
import dev.wharf.engine.session.SocketSession;
import dev.wharf.engine.worker.Worker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts connections on one worker. While the listener is open, an accept is pending, or a retry
/// is scheduled.
///
/// After a failed accept the listener waits for [#PAUSE], so that a process without a free file
/// descriptor does not spin. Only the first of several failures in a row is logged. The same retry
/// also serves after the death of the worker, which closes the channel: the retry opens a new
/// channel.
final class Listener extends IoOwner {
  private static final Logger log = LoggerFactory.getLogger(Listener.class);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final SocketServer service;
  private final SessionOptions sessionOptions;
  private final Worker worker;
  private final int backlog;
  private final boolean shared;
  private final InetSocketAddress localAddress;
  private final Accept accepting = new Accept();

  /// The queue of the jobs that try to accept again.
  private final JobQueue retries;

  /// The number of failed accepts since the last success. Used only while an accept is handled.
  private long failuresInRow;

  private volatile boolean closed;

  /// The listening channel. The death of the worker closes it. A retry then replaces the channel,
  /// under this object's monitor.
  private volatile AsynchronousServerSocketChannel channel;

  /// Creates a listener whose channel listens. [#start()] makes it accept.
  ///
  /// @param sessionOptions the options of the sessions of the accepted connections
  /// @param shared whether further listeners of this process bind the same TCP port
  Listener(
      SocketServer service,
      SessionOptions sessionOptions,
      Worker worker,
      InetSocketAddress address,
      int backlog,
      boolean shared)
      throws IOException {
    super(service.ledger());
    this.service = service;
    this.sessionOptions = sessionOptions;
    this.worker = worker;
    this.retries =
        new JobQueue(worker, JobQueueOptions.defaults().withName("listener").withCapacity(4));
    this.backlog = backlog;
    this.shared = shared;
    this.channel = listen(service, worker, address, backlog, shared);
    this.localAddress = addressOf(channel);
  }

  private static AsynchronousServerSocketChannel listen(
      SocketServer service, Worker worker, InetSocketAddress address, int backlog, boolean shared)
      throws IOException {
    AsynchronousServerSocketChannel channel = service.port().openServerChannel(worker);
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      if (shared) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      return channel.bind(address, backlog);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private static InetSocketAddress addressOf(AsynchronousServerSocketChannel channel)
      throws IOException {
    try {
      return (InetSocketAddress) channel.getLocalAddress();
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  InetSocketAddress localAddress() {
    return localAddress;
  }

  boolean isOpen() {
    return !closed && channel.isOpen();
  }

  /// Starts accepting through the retry path. This loads the classes of that path while file
  /// descriptors are still free.
  void start() {
    acceptAfter(Duration.ZERO);
  }

  /// Stops accepting. A second call does nothing. Any thread may call it.
  void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("closing a listener failed", e);
    }
    letGo();
  }

  @Override
  public Worker worker() {
    return worker;
  }

  /// The operation that accepts one connection.
  private final class Accept extends IoOperation<AsynchronousSocketChannel> {
    Accept() {
      super(Listener.this);
    }

    @Override
    protected void onCompleted(
        @Nullable AsynchronousSocketChannel accepted, @Nullable Throwable failure) {
      end();
      onAcceptCompleted(accepted, failure);
    }
  }

  private void onAcceptCompleted(
      @Nullable AsynchronousSocketChannel accepted, @Nullable Throwable failure) {
    if (closed) {
      if (accepted != null) {
        SocketSession.closeQuietly(accepted);
      }
    } else if (failure != null || accepted == null) {
      onAcceptFailed(failure);
    } else {
      onAccepted(accepted);
      accept();
    }
  }

  @Override
  protected void onOperationFailed(Throwable thrown) {
    onAcceptFailed(thrown);
  }

  @Override
  protected void onUnowned() {}

  private void accept() {
    if (!accepting.begin()) {
      return;
    }
    try {
      openChannel().accept(null, accepting);
    } catch (IOException | RuntimeException | Error e) {
      accepting.end();
      if (!closed) {
        onAcceptFailed(e);
      }
    }
  }

  /// Returns the listening channel. When the death of the worker has closed the old channel, opens
  /// a new one.
  private AsynchronousServerSocketChannel openChannel() throws IOException {
    if (!channel.isOpen()) {
      reopenChannel();
    }
    return channel;
  }

  private synchronized void reopenChannel() throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    channel = listen(service, worker, localAddress, backlog, shared);
  }

  private void onAccepted(AsynchronousSocketChannel accepted) {
    if (failuresInRow > 0) {
      log.info("accepting again, after {} failures in a row", failuresInRow);
      failuresInRow = 0;
    }
    service.adopt(accepted, worker, sessionOptions);
  }

  private void onAcceptFailed(@Nullable Throwable failure) {
    service.liveCounters().acceptFailures.increment();
    if (failuresInRow++ == 0) {
      log.error("accepting failed; trying again every {} ms", PAUSE.toMillis(), failure);
    }
    acceptAfter(PAUSE);
  }

  private void acceptAfter(Duration pause) {
    try {
      service.port().timer().after(pause, retries, this::accept);
    } catch (Throwable t) {
      log.error("the listener stops: no timer to try again with", t);
      close();
    }
  }
}
