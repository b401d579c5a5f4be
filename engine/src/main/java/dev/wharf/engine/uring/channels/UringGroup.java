package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.ring.RingLoop;
import dev.wharf.engine.uring.ring.RingSize;
import dev.wharf.engine.uring.sys.RingRefusedException;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.spi.AsynchronousChannelProvider;
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

/// A channel group: one ring, and the threads that run completion handlers.
///
/// In a group with a fixed pool of one thread, this thread also drives the ring. In any other
/// group, a separate thread drives the ring and hands completions to the pool.
///
/// As an [Executor], the group runs tasks on the threads that run handlers. Thread-safe.
public final class UringGroup extends AsynchronousChannelGroup implements Executor, SocketGroup {
  /// The pool that runs handlers; null when the loop's thread runs them.
  private final @Nullable ExecutorService pool;

  private final RingLoop loop;

  /// The sockets of open channels, and of closed channels that still have pending requests. Guarded
  /// by the group's monitor.
  private final SocketList sockets = new SocketList();

  private final CountDownLatch loopEnded = new CountDownLatch(1);

  /// Whether the group was shut down. Written under the group's monitor; [#isShutdown] reads it
  /// without the monitor.
  private volatile boolean shutdown;

  private UringGroup(
      AsynchronousChannelProvider provider, RingSize size, @Nullable ExecutorService pool) {
    super(provider);
    this.pool = pool;
    this.loop = new RingLoop(this::shutdownNow, this::onLoopEnded, size);
  }

  /// Opens a group whose handlers run on a fixed number of threads. The factory makes the threads.
  ///
  /// @throws RingRefusedException when the system refuses the ring; the message says why
  static UringGroup fixed(
      AsynchronousChannelProvider provider, RingSize size, int threads, ThreadFactory factory)
      throws IOException {
    return threads == 1
        ? ofOneThread(provider, size, factory)
        : ofThreads(provider, size, threads, factory);
  }

  /// Opens a group whose handlers run on an executor. When the group has ended, it shuts the
  /// executor down.
  ///
  /// @throws RingRefusedException when the system refuses the ring; the message says why
  static UringGroup pooled(
      AsynchronousChannelProvider provider, RingSize size, ExecutorService pool)
      throws IOException {
    UringGroup group = new UringGroup(provider, size, pool);
    Thread driver = Thread.ofPlatform().daemon().name("io_uring").unstarted(group.loop);
    group.loop.start(driver);
    return group;
  }

  private static UringGroup ofOneThread(
      AsynchronousChannelProvider provider, RingSize size, ThreadFactory factory)
      throws IOException {
    UringGroup group = new UringGroup(provider, size, null);
    Thread thread = factory.newThread(group.loop);
    if (thread.isVirtual()) {
      // A ring belongs to one thread of the system, and a virtual thread runs on many.
      return ofThreads(provider, size, 1, factory);
    }
    group.loop.start(thread);
    return group;
  }

  private static UringGroup ofThreads(
      AsynchronousChannelProvider provider, RingSize size, int threads, ThreadFactory factory)
      throws IOException {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    try {
      pool.prestartAllCoreThreads();
      return pooled(provider, size, pool);
    } catch (IOException | RuntimeException | Error e) {
      pool.shutdownNow();
      throw e;
    }
  }

  @Override
  public RingLoop loop() {
    return loop;
  }

  // ---- tasks, work and handlers

  /// Runs the task soon on a thread of the group, never within this call.
  ///
  /// @throws RejectedExecutionException when the group has ended
  @Override
  public void execute(Runnable task) {
    if (pool == null) {
      loop.execute(task);
    } else {
      pool.execute(task);
    }
  }

  /// Sets the work that [#requestWork] asks for, in a group with a fixed pool of one thread. The
  /// object that owns the group, such as a `Worker`, calls it once, before the first
  /// [#requestWork].
  ///
  /// @throws IllegalStateException when the group has a pool
  public void setWork(Runnable work) {
    requireOneThread();
    loop.setWork(work);
  }

  /// Makes the group's one thread run the work of [#setWork] soon, never within this call. Calls
  /// that come before the work begins count as one. Allocates nothing.
  ///
  /// An object that keeps its tasks in its own queue, such as a `Worker`, calls this method in
  /// place of [#execute]. So its tasks pass through one queue only.
  ///
  /// @throws RejectedExecutionException when the group has ended
  public void requestWork() {
    loop.requestWork();
  }

  /// Sets the work that [#requestLateWork] asks for, in a group with a fixed pool of one thread.
  /// The object that owns the group, such as a `Worker`, calls it once, before it opens the first
  /// channel.
  ///
  /// @throws IllegalStateException when the group has a pool
  public void setLateWork(Runnable lateWork) {
    requireOneThread();
    loop.setLateWork(lateWork);
  }

  /// Makes the calling thread, when it is the group's one thread, run the work of [#setLateWork]
  /// after it has looked for further completions. Calls that come before the work begins count as
  /// one.
  ///
  /// @return false when the work will not run, because the calling thread is not the group's thread
  ///   or the group has ended
  public boolean requestLateWork() {
    return loop.requestLateWork();
  }

  private void requireOneThread() {
    if (pool != null) {
      throw new IllegalStateException("a group with a pool has no thread of its own for work");
    }
  }

  @Override
  public <R, A extends @Nullable Object> void deliver(
      CompletionHandler<R, A> handler,
      A attachment,
      @Nullable R result,
      @Nullable Throwable failure) {
    if (pool == null || handler instanceof OperationFuture) {
      complete(handler, attachment, result, failure);
      return;
    }
    Runnable completion = () -> complete(handler, attachment, result, failure);
    try {
      pool.execute(completion);
    } catch (RejectedExecutionException e) {
      // Somebody has shut the pool down. The handler must still run, so the loop's thread runs it.
      completion.run();
    }
  }

  @Override
  public <R, A extends @Nullable Object> void deliverLater(
      CompletionHandler<R, ? super A> handler,
      A attachment,
      @Nullable R result,
      @Nullable Throwable failure) {
    if (handler instanceof OperationFuture) {
      complete(handler, attachment, result, failure);
      return;
    }
    try {
      execute(() -> complete(handler, attachment, result, failure));
    } catch (RejectedExecutionException e) {
      throw new ShutdownChannelGroupException();
    }
  }

  @SuppressWarnings("NullAway") // without a failure there is a result, which is null for a Void
  private static <R, A extends @Nullable Object> void complete(
      CompletionHandler<R, A> handler,
      A attachment,
      @Nullable R result,
      @Nullable Throwable failure) {
    if (failure == null) {
      handler.completed(result, attachment);
    } else {
      handler.failed(failure, attachment);
    }
  }

  // ---- sockets

  @Override
  public synchronized boolean register(NativeSocket socket) {
    if (!shutdown) {
      sockets.add(socket);
    }
    return !shutdown;
  }

  @Override
  public synchronized void forget(NativeSocket socket) {
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

  /// Stops the loop when the group was shut down and has no socket. The caller holds the group's
  /// monitor.
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
