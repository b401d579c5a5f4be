package dev.wharf.engine;

import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One `AsynchronousChannelGroup` with its threads, and the way to have a task run on them.
///
/// A session stays with one worker for life. Thread-safe.
final class Worker implements Executor {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);
  private static final Duration SETTLE = Duration.ofSeconds(2);
  private static final int CHUNK = 256;

  /// After so many tasks handed over by other threads, completions get their turn.
  private static final int MAX_TASKS_AT_ONCE = 1024;

  private final AsynchronousChannelGroup group;
  private final Executor groupExecutor;
  private final boolean singleThreaded;
  private final Set<WorkerThread> threads = ConcurrentHashMap.newKeySet();
  private final Queue<Runnable> handedOver = new MpscUnboundedAtomicArrayQueue<>(CHUNK);
  private final AtomicBoolean drainRequested = new AtomicBoolean();
  private final Runnable drain = this::drain;

  Worker(AsynchronousChannelProvider provider, int threadCount, String name) throws IOException {
    AtomicInteger number = new AtomicInteger();
    this.singleThreaded = threadCount == 1;
    this.group =
        provider.openAsynchronousChannelGroup(
            threadCount,
            loop ->
                new WorkerThread(
                    this, loop, singleThreaded ? name : name + "-" + number.incrementAndGet()));
    if (!(group instanceof Executor executor)) {
      throw new IOException(
          "the groups of " + provider.getClass().getName() + " cannot run tasks on their threads");
    }
    this.groupExecutor = executor;
  }

  AsynchronousChannelGroup group() {
    return group;
  }

  /// The threads at this moment. A thread that dies is replaced by the group.
  Set<WorkerThread> threads() {
    return threads;
  }

  /// Whether the calling thread is one of this worker's.
  boolean isCurrent() {
    WorkerThread thread = WorkerThread.current();
    return thread != null && thread.worker() == this;
  }

  /// Has the task run on this worker: at the end of the present completion when called from within
  /// one, else as soon as a thread is free. What it throws is logged.
  ///
  /// @throws java.util.concurrent.RejectedExecutionException when the port is closed
  @Override
  public void execute(Runnable task) {
    WorkerThread thread = WorkerThread.current();
    if (thread != null && thread.worker() == this && thread.isInCompletion()) {
      thread.putOff(task);
    } else {
      handOver(task);
    }
  }

  /// Like [#execute], but never at the end of the present completion.
  void handOver(Runnable task) {
    if (!singleThreaded) {
      groupExecutor.execute(() -> runInside(() -> WorkerThread.runGuarded(task)));
      return;
    }
    handedOver.add(task);
    requestDrain();
  }

  /// Ends the worker. Blocks until its threads have ended, for some seconds at the most.
  void shutDown() {
    try {
      group.shutdownNow();
      if (!awaitEnd()) {
        log.warn("a worker has not ended after {} ms: a handler blocks it", SETTLE.toMillis());
      }
    } catch (IOException e) {
      log.warn("shutting a worker down failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Waits for the group, and for its threads to have given back what they kept.
  private boolean awaitEnd() throws InterruptedException {
    long deadline = System.nanoTime() + SETTLE.toNanos();
    boolean ended = group.awaitTermination(SETTLE.toNanos(), TimeUnit.NANOSECONDS);
    for (WorkerThread thread : threads) {
      ended &= thread.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
    return ended;
  }

  void threadBegan(WorkerThread thread) {
    threads.add(thread);
  }

  void threadEnded(WorkerThread thread) {
    threads.remove(thread);
  }

  private void requestDrain() {
    if (drainRequested.compareAndSet(false, true)) {
      groupExecutor.execute(drain);
    }
  }

  private void drain() {
    runInside(this::runHandedOver);
  }

  private void runHandedOver() {
    drainRequested.set(false);
    Runnable task;
    for (int i = 0; i < MAX_TASKS_AT_ONCE && (task = handedOver.poll()) != null; i++) {
      WorkerThread.runGuarded(task);
    }
    if (!handedOver.isEmpty()) {
      requestDrain();
    }
  }

  private static void runInside(Runnable body) {
    WorkerThread thread = WorkerThread.enterCurrent();
    try {
      body.run();
    } finally {
      if (thread != null) {
        thread.leave();
      }
    }
  }
}
