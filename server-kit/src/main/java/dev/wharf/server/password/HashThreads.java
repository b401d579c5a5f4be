package dev.wharf.server.password;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.runtime.IdleThreads;
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
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final long FIRST_GUESS_NANOS = Duration.ofMillis(60).toNanos();

  /// The share of the newest time in the mean: one eighth.
  private static final int SMOOTHING = 8;

  private final EngineRuntime runtime;
  private final int maxWaiting;
  private final List<Thread> threads = new ArrayList<>();
  private final IdleThreads idle;

  /// The tasks that wait. Guarded by this object, like the next fields.
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();

  private long meanNanos = FIRST_GUESS_NANOS;
  private boolean isClosed;

  /// Starts the threads. They end after [#close].
  ///
  /// @param count the number of threads; 0 for one per two processors
  /// @param maxWaiting the most tasks that wait for a thread
  HashThreads(EngineRuntime runtime, int count, int maxWaiting) {
    this.runtime = runtime;
    this.maxWaiting = maxWaiting;
    this.idle = new IdleThreads(runtime);
    int processors = Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < (count == 0 ? Math.max(1, processors / 2) : count); i++) {
      threads.add(runtime.newThread("hash-" + i, this::runAll));
    }
    threads.forEach(Thread::start);
  }

  /// Runs a task on one of the threads, and waits for its result. Only for a thread that may block,
  /// such as that of an [Authenticator][dev.wharf.server.login.Authenticator].
  ///
  /// @param task computes hashes
  /// @throws HashesBusyException when too many tasks wait
  /// @throws IllegalStateException when the task has failed, or has no result after 30 s
  /// @throws InterruptedException when the thread was interrupted
  <T> T call(Callable<T> task) throws HashesBusyException, InterruptedException {
    CompletableFuture<T> result = new CompletableFuture<>();
    add(() -> run(task, result));
    idle.wakeOne();
    if (!runtime.await(result, LONG)) {
      throw new IllegalStateException("no hash within " + LONG.toSeconds() + " s");
    }
    return result.resultNow();
  }

  private synchronized void add(Runnable task) throws HashesBusyException {
    if (isClosed || waiting.size() >= maxWaiting) {
      throw new HashesBusyException(backlog());
    }
    waiting.add(task);
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
  private synchronized Duration backlog() {
    return Duration.ofNanos((waiting.size() + 1) * meanNanos / threads.size());
  }

  /// Returns the number of tasks that wait for a thread.
  synchronized int waiting() {
    return waiting.size();
  }

  private void runAll() {
    for (Runnable task = take(); task != null; task = take()) {
      task.run();
    }
  }

  private @Nullable Runnable take() {
    return idle.take(this::poll, this::isOver);
  }

  private synchronized @Nullable Runnable poll() {
    return waiting.poll();
  }

  private synchronized boolean isOver() {
    return isClosed && waiting.isEmpty();
  }

  /// Refuses further tasks, and ends the threads after those that wait.
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    threads.forEach(runtime::unpark);
  }
}
