package dev.wharf.engine.uring;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ShutdownChannelGroupException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A group: one ring, and the threads that handle what completes on it. With a fixed pool of one
/// thread this is the thread that drives the ring; otherwise a thread of the group's own drives it
/// and hands completions to the pool.
///
/// Runs tasks on the threads of its pool. Thread-safe.
final class UringGroup extends AsynchronousChannelGroup implements Executor {
  /// Whose threads handlers run on; null for the loop's own thread.
  private final @Nullable ExecutorService pool;

  private final RingLoop loop;

  /// Those of the channels that are open, or have something pending. Guarded by the group's
  /// monitor.
  private final SocketList sockets = new SocketList();

  private final CountDownLatch loopEnded = new CountDownLatch(1);

  /// Guarded by the group's monitor; looked at without it by [#isShutdown].
  private volatile boolean shutdown;

  private UringGroup(UringProvider provider, @Nullable ExecutorService pool) {
    super(provider);
    this.pool = pool;
    this.loop = provider.newLoop(this::shutdownNow, this::onLoopEnded);
  }

  /// A group with so many threads from the factory.
  ///
  /// @throws RingRefusedException when the system has no ring for us; the message says why
  static UringGroup fixed(UringProvider provider, int threads, ThreadFactory factory)
      throws IOException {
    return threads == 1 ? ofOneThread(provider, factory) : ofThreads(provider, threads, factory);
  }

  /// A group whose handlers run on an executor, which is shut down when the group has ended.
  ///
  /// @throws RingRefusedException when the system has no ring for us; the message says why
  static UringGroup pooled(UringProvider provider, ExecutorService pool) throws IOException {
    UringGroup group = new UringGroup(provider, pool);
    Thread driver = Thread.ofPlatform().daemon().name("io_uring").unstarted(group.loop);
    group.loop.start(driver);
    return group;
  }

  private static UringGroup ofOneThread(UringProvider provider, ThreadFactory factory)
      throws IOException {
    UringGroup group = new UringGroup(provider, null);
    Thread thread = factory.newThread(group.loop);
    if (thread.isVirtual()) {
      // The ring belongs to a thread of the system's.
      return ofThreads(provider, 1, factory);
    }
    group.loop.start(thread);
    return group;
  }

  private static UringGroup ofThreads(UringProvider provider, int threads, ThreadFactory factory)
      throws IOException {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    try {
      pool.prestartAllCoreThreads();
      return pooled(provider, pool);
    } catch (IOException | RuntimeException | Error e) {
      pool.shutdownNow();
      throw e;
    }
  }

  RingLoop loop() {
    return loop;
  }

  // ---- what runs on the group's threads

  /// @throws RejectedExecutionException when the group has ended
  @Override
  public void execute(Runnable task) {
    if (pool == null) {
      loop.execute(task);
    } else {
      pool.execute(task);
    }
  }

  /// Tells how an operation has ended; on the loop's thread, which nobody else's code is on.
  <R, A extends @Nullable Object> void deliver(
      CompletionHandler<R, A> handler,
      A attachment,
      @Nullable R result,
      @Nullable Throwable failure) {
    if (pool == null || handler instanceof OperationFuture) {
      Guarded.complete(handler, attachment, result, failure);
      return;
    }
    Runnable completion = () -> Guarded.complete(handler, attachment, result, failure);
    try {
      pool.execute(completion);
    } catch (RejectedExecutionException e) {
      // The pool was shut down under us. Nothing may be left waiting.
      completion.run();
    }
  }

  /// Like [#deliver], from any thread, and never within this call.
  ///
  /// @throws ShutdownChannelGroupException when the group has ended
  <R, A extends @Nullable Object> void deliverLater(
      CompletionHandler<R, ? super A> handler,
      A attachment,
      @Nullable R result,
      @Nullable Throwable failure) {
    if (handler instanceof OperationFuture) {
      Guarded.complete(handler, attachment, result, failure);
      return;
    }
    try {
      execute(() -> Guarded.complete(handler, attachment, result, failure));
    } catch (RejectedExecutionException e) {
      throw new ShutdownChannelGroupException();
    }
  }

  // ---- channels

  /// Counts a channel's socket in.
  ///
  /// @return false when the group takes no more
  synchronized boolean register(NativeSocket socket) {
    if (!shutdown) {
      sockets.add(socket);
    }
    return !shutdown;
  }

  /// The channel is closed, and nothing is pending on it.
  synchronized void forget(NativeSocket socket) {
    sockets.remove(socket);
    endIfIdle();
  }

  // ---- the end

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public synchronized void shutdown() {
    shutdown = true;
    endIfIdle();
  }

  @Override
  public void shutdownNow() {
    shutdown();
    copyOfSockets().forEach(NativeSocket::close);
  }

  @Override
  public boolean isTerminated() {
    return loopEnded.getCount() == 0 && (pool == null || pool.isTerminated());
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long deadline = System.nanoTime() + unit.toNanos(timeout);
    if (!loopEnded.await(timeout, unit)) {
      return false;
    }
    return pool == null
        || pool.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  /// Under the monitor.
  private void endIfIdle() {
    if (shutdown && sockets.isEmpty()) {
      loop.stop();
    }
  }

  private synchronized List<NativeSocket> copyOfSockets() {
    return sockets.copy();
  }

  private void onLoopEnded() {
    if (pool != null) {
      pool.shutdown();
    }
    loopEnded.countDown();
  }
}
