package dev.wharf.game.server.account;

import dev.wharf.engine.runtime.EngineRuntime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A few platform threads that compute password hashes, and a bounded queue in front of them. A
/// hash uses a processor all the time, so it must not run on a worker of the completion port, and
/// not on a virtual thread, whose carriers all logins share. Thread-safe.
final class HashThreads implements AutoCloseable {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final long FIRST_GUESS_NANOS = Duration.ofMillis(60).toNanos();

  /// The share of the newest time in the mean: one eighth.
  private static final int SMOOTHING = 8;

  private final EngineRuntime runtime;
  private final int maxWaiting;
  private final List<Thread> threads = new ArrayList<>();

  /// The tasks that wait. Guarded by this object, like the next fields.
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

  private final ArrayDeque<Thread> idle = new ArrayDeque<>();
  private long meanNanos = FIRST_GUESS_NANOS;
  private boolean isClosed;

  /// @param count the number of threads
  /// @param maxWaiting the most tasks that wait for a thread
  HashThreads(EngineRuntime runtime, int count, int maxWaiting) {
    this.runtime = runtime;
    this.maxWaiting = maxWaiting;
    for (int i = 0; i < count; i++) {
      threads.add(runtime.newThread("hash-" + i, this::runAll));
    }
    threads.forEach(Thread::start);
  }

  /// Runs a task on one of the threads.
  ///
  /// @return null when too many tasks wait
  <T> @Nullable CompletableFuture<T> submit(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread free;
    synchronized (this) {
      if (isClosed || waiting.size() >= maxWaiting) {
        return null;
      }
      waiting.add(() -> run(task, result));
      free = idle.poll();
    }
    if (free != null) {
      runtime.unpark(free);
    }
    return result;
  }

  private <T> void run(Callable<T> task, CompletableFuture<T> result) {
    long start = runtime.nanoTime();
    try {
      result.complete(task.call());
    } catch (Throwable t) {
      result.completeExceptionally(t);
    }
    long nanos = runtime.nanoTime() - start;
    synchronized (this) {
      meanNanos += (nanos - meanNanos) / SMOOTHING;
    }
  }

  /// Returns the time until the tasks that wait now have run.
  synchronized Duration backlog() {
    return Duration.ofNanos((waiting.size() + 1) * meanNanos / threads.size());
  }

  synchronized int waiting() {
    return waiting.size();
  }

  private void runAll() {
    for (Runnable task = take(); task != null; task = take()) {
      task.run();
    }
  }

  private @Nullable Runnable take() {
    while (true) {
      synchronized (this) {
        idle.remove(Thread.currentThread());
        Runnable task = waiting.poll();
        if (task != null || isClosed) {
          return task;
        }
        idle.add(Thread.currentThread());
      }
      runtime.parkNanos(LONG.toNanos());
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    threads.forEach(runtime::unpark);
  }
}
