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
/// except [#busySince].
public final class WorkerThread extends BufferThread {
  /// The most deferred tasks that run at once. The rest is handed over to the worker, so that I/O
  /// has its turn.
  private static final int MAX_TASKS_AT_ONCE = 1024;

  /// The longest time that deferred tasks run at once. The clock is read after each
  /// [#TASKS_PER_LOOK] tasks.
  private static final long MAX_NANOS_AT_ONCE = 10_000_000;

  private static final int TASKS_PER_LOOK = 8;

  private static final VarHandle BUSY_SINCE;

  static {
    try {
      BUSY_SINCE =
          MethodHandles.lookup().findVarHandle(WorkerThread.class, "busySince", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Worker worker;
  private final EngineRuntime runtime;
  private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
  private int depth;
  private long now;

  /// When the present completion began, by the runtime's clock; 0 when the thread is idle. Read by
  /// the stall detector.
  private volatile long busySince;

  /// The value of `busySince` that was reported already. Only the stall detector uses it.
  long reportedBusySince;

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

  /// The time by the runtime's clock, at most one completion old. On a worker it is the time at
  /// which the present completion began, which saves reading the clock for each packet.
  public static long roughNanoTime(EngineRuntime runtime) {
    WorkerThread thread = current();
    return thread != null && thread.depth > 0 ? thread.now : runtime.nanoTime();
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

  /// When the present completion began, by the runtime's clock; 0 when the thread is idle.
  public long busySince() {
    return busySince;
  }

  /// Enters a completion. Completions may nest.
  public void enter() {
    if (depth++ == 0) {
      now = runtime.nanoTime();
      BUSY_SINCE.setOpaque(this, now);
    }
  }

  /// Leaves a completion. The outermost one runs the deferred tasks first.
  public void leave() {
    try {
      if (depth == 1) {
        runDeferred();
        BUSY_SINCE.setOpaque(this, 0L);
      }
    } finally {
      depth--;
    }
  }

  /// Throws when the calling thread is a worker's, because workers must not block.
  ///
  /// @param call the method that blocks, for the message
  /// @throws IllegalStateException on a worker
  public static void refuseOnWorker(String call) {
    if (current() != null) {
      throw new IllegalStateException(
          call
              + " blocks, and was called on worker "
              + Thread.currentThread().getName()
              + ": call it from a thread that may block");
    }
  }

  private void runDeferred() {
    int left = MAX_TASKS_AT_ONCE;
    Runnable task;
    while (left-- > 0 && (task = deferred.poll()) != null) {
      worker.runGuarded(task);
      if (left % TASKS_PER_LOOK == 0 && runtime.nanoTime() - now > MAX_NANOS_AT_ONCE) {
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
    } catch (RuntimeException | Error refused) {
      worker.runGuarded(task);
    }
  }
}
