package dev.wharf.engine.service;

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

/// Takes connections in on one worker: as long as it is open, an accept is pending, or about to be
/// again.
///
/// When accepting fails it pauses, so that a process without a free file descriptor does not spin:
/// with [#PAUSE] it tries ten times a second. A row of failures is logged once. That is also how it
/// comes back when its worker has died: the channel is closed then, and the next try opens another.
final class Listener extends IoOwner {
  private static final Logger log = LoggerFactory.getLogger(Listener.class);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final SocketServer service;
  private final Worker worker;
  private final int backlog;
  private final boolean shared;
  private final InetSocketAddress localAddress;
  private final Accept accepting = new Accept();

  /// Runs the accepts that follow a pause.
  private final JobQueue retries;

  /// Failures since the last success; of whoever handles the accept.
  private long failuresInRow;

  private volatile boolean closed;

  /// Replaced when it was closed together with its worker's group, under the monitor.
  private volatile AsynchronousServerSocketChannel channel;

  /// Listens; [#start()] begins to accept.
  ///
  /// @param shared whether further listeners of this process bind the same port
  Listener(
      SocketServer service, Worker worker, InetSocketAddress address, int backlog, boolean shared)
      throws IOException {
    super(service.ledger());
    this.service = service;
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

  /// Begins to accept, by the way that leads back from a failure: so its classes are loaded, which
  /// may be impossible when the failure is that no file descriptor is free.
  void start() {
    acceptAfter(Duration.ZERO);
  }

  /// Stops accepting. Doing it again does nothing. Any thread.
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

  /// Accepts a connection.
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

  /// The channel; another one when its worker has died and taken it along.
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
    service.adopt(accepted, worker);
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
