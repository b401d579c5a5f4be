package dev.wharf.engine.worker;

import dev.wharf.engine.memory.BufferThread;
import dev.wharf.engine.runtime.EngineRuntime;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// A thread of a worker. It waits on a completion port and handles completions.
///
/// While it handles a completion, tasks for its own worker are deferred to the end of the
/// completion. Most of these tasks are writes. So all packets that one completion causes leave in
/// one write, and no system call is needed to wake a thread. Only this thread uses its fields,
/// except [#completion].
public final class WorkerThread extends BufferThread {
  /// The most deferred tasks that run at once. The rest is handed over to the worker, so that I/O
  /// has its turn.
  private static final int MAX_TASKS_AT_ONCE = 1024;

  /// The longest time that deferred tasks run at once. The clock is read after each
  /// [#TASKS_PER_LOOK] tasks.
  private static final long MAX_NANOS_AT_ONCE = 10_000_000;

  private static final int TASKS_PER_LOOK = 8;

  private static final VarHandle COMPLETION;

  static {
    try {
      COMPLETION =
          MethodHandles.lookup().findVarHandle(WorkerThread.class, "completion", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Worker worker;
  private final EngineRuntime runtime;
  private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
  private int depth;

  /// The number of completions so far.
  private long completions;

  /// The time at which somebody first asked for it in the present completion; 0 before. Many
  /// completions need no time, so most clock reads are spared.
  private long now;

  /// The number of the present completion; 0 when the thread is idle. Read by the stall detector.
  private volatile long completion;

  // ---- used by the stall detector only

  /// The completion that the last look has found, and the time of the first look that found it.
  long seenCompletion;

  long seenAt;

  /// Whether that completion was reported.
  boolean isReported;

  WorkerThread(Worker worker, Runnable loop, String name) {
    super(loop, name);
    this.worker = worker;
    this.runtime = worker.runtime();
    setDaemon(true);
  }

  @Override
  public void run() {
    worker.threadBegan(this);
    try {
      super.run();
    } finally {
      worker.threadGone(this);
    }
  }

  /// Handles the worker's death before the thread gives up its buffers.
  @Override
  protected void runBody() {
    try {
      super.runBody();
    } finally {
      worker.threadEnded();
    }
  }

  /// The calling thread, when it is a worker's; null otherwise.
  public static @Nullable WorkerThread current() {
    return Thread.currentThread() instanceof WorkerThread thread ? thread : null;
  }

  /// Enters a completion on the calling thread, when it is a worker's. The caller ends it by
  /// [#leave()].
  public static @Nullable WorkerThread enterCurrent() {
    WorkerThread thread = current();
    if (thread != null) {
      thread.enter();
    }
    return thread;
  }

  /// The time by the runtime's clock, at most one completion old. Within a completion all calls
  /// return the time of the first one, which saves reading the clock for each packet.
  public static long roughNanoTime(EngineRuntime runtime) {
    WorkerThread thread = current();
    return thread != null && thread.depth > 0 ? thread.now() : runtime.nanoTime();
  }

  private long now() {
    if (now == 0) {
      now = runtime.nanoTime();
    }
    return now;
  }

  /// The worker of this thread.
  public Worker worker() {
    return worker;
  }

  /// Whether the thread handles a completion, so that it can [#defer] tasks.
  public boolean isInCompletion() {
    return depth > 0;
  }

  /// Defers a task to the end of the present completion. Only this thread calls it.
  ///
  /// @throws RejectedExecutionException when too many tasks wait for it already
  public void defer(Runnable task) {
    if (deferred.size() >= Worker.MAX_TASKS) {
      throw new RejectedExecutionException(
          Worker.MAX_TASKS + " tasks wait for the end of a completion on " + getName());
    }
    deferred.add(task);
  }

  /// The number of the present completion; 0 when the thread is idle. Any thread.
  long completion() {
    return completion;
  }

  /// Enters a completion. Completions may nest.
  public void enter() {
    if (depth++ == 0) {
      now = 0;
      COMPLETION.setOpaque(this, ++completions);
    }
  }

  /// Leaves a completion. The outermost one runs the deferred tasks first.
  public void leave() {
    try {
      if (depth == 1) {
        runDeferred();
        COMPLETION.setOpaque(this, 0L);
      }
    } finally {
      depth--;
    }
  }

  /// Throws when the calling thread is a worker's, because workers must not block.
  ///
  /// @param call the method that blocks, for the message
  /// @throws IllegalStateException on a worker
  public static void rejectOnWorker(String call) {
    if (current() != null) {
      throw new IllegalStateException(
          call
              + " blocks, and was called on worker "
              + Thread.currentThread().getName()
              + ": call it from a thread that may block");
    }
  }

  private void runDeferred() {
    if (deferred.isEmpty()) {
      return;
    }
    long began = now();
    int left = MAX_TASKS_AT_ONCE;
    Runnable task;
    while (left-- > 0 && (task = deferred.poll()) != null) {
      worker.runGuarded(task);
      if (left % TASKS_PER_LOOK == 0 && runtime.nanoTime() - began > MAX_NANOS_AT_ONCE) {
        break;
      }
    }
    while ((task = deferred.poll()) != null) {
      handOver(task);
    }
  }

  /// Hands an accepted task over to the worker. Runs it here when the worker rejects it, because an
  /// accepted task is never lost.
  private void handOver(Runnable task) {
    try {
      worker.handOver(task);
    } catch (RuntimeException | Error rejected) {
      worker.runGuarded(task);
    }
  }
}
