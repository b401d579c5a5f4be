package dev.wharf.engine.worker;

import dev.wharf.engine.memory.BufferThread;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// A thread that waits on a completion port and handles what completes.
///
/// While it handles a completion, tasks for its own worker (writes above all) are put off to the
/// end of the completion, so that all packets that a completion gives rise to leave in one write,
/// and no system call is spent on waking anybody. All fields but [#busySince] are the thread's own.
public final class WorkerThread extends BufferThread {
  /// After so many put-off tasks, or so long, the rest is handed to the port, so that I/O gets its
  /// turn. The clock is looked at after each so many tasks.
  private static final int MAX_TASKS_AT_ONCE = 1024;

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
  private final ArrayDeque<Runnable> putOff = new ArrayDeque<>();
  private int depth;
  private long now;

  /// When the present completion began, by `System.nanoTime()`; 0 when idle. Read by the stall
  /// watch.
  private volatile long busySince;

  /// The value of `busySince` that the stall watch has reported already; the watch's own.
  long reportedBusySince;

  WorkerThread(Worker worker, Runnable loop, String name) {
    super(loop, name);
    this.worker = worker;
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

  /// The worker's death is handled here, while the thread's buffers can still be given up.
  @Override
  protected void runBody() {
    try {
      super.runBody();
    } finally {
      worker.threadEnded();
    }
  }

  /// The calling thread, when it is a worker's.
  public static @Nullable WorkerThread current() {
    return Thread.currentThread() instanceof WorkerThread thread ? thread : null;
  }

  /// Enters a completion on the calling thread, when it is a worker's; to be left with [#leave()].
  public static @Nullable WorkerThread enterCurrent() {
    WorkerThread thread = current();
    if (thread != null) {
      thread.enter();
    }
    return thread;
  }

  /// The time, by `System.nanoTime()`, at which the present completion began on the calling thread,
  /// when it is a worker's, or else the time now. Saves a look at the clock for each packet.
  public static long roughNanoTime() {
    WorkerThread thread = current();
    return thread != null && thread.depth > 0 ? thread.now : System.nanoTime();
  }

  public Worker worker() {
    return worker;
  }

  /// Whether a completion is being handled, so that [#putOff] has an end to put off to.
  public boolean isInCompletion() {
    return depth > 0;
  }

  /// Schedules a task for the end of the completion that is being handled. For this thread only.
  ///
  /// @throws RejectedExecutionException when too many tasks wait for it already
  public void putOff(Runnable task) {
    if (putOff.size() >= Worker.MAX_TASKS) {
      throw new RejectedExecutionException(
          Worker.MAX_TASKS + " tasks wait for the end of a completion on " + getName());
    }
    putOff.add(task);
  }

  public long busySince() {
    return busySince;
  }

  public void enter() {
    if (depth++ == 0) {
      now = System.nanoTime();
      BUSY_SINCE.setOpaque(this, now);
    }
  }

  public void leave() {
    try {
      if (depth == 1) {
        runPutOff();
        BUSY_SINCE.setOpaque(this, 0L);
      }
    } finally {
      depth--;
    }
  }

  /// Throws when the calling thread is a worker's, which must not block.
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

  private void runPutOff() {
    int left = MAX_TASKS_AT_ONCE;
    Runnable task;
    while (left-- > 0 && (task = putOff.poll()) != null) {
      worker.runGuarded(task);
      if (left % TASKS_PER_LOOK == 0 && System.nanoTime() - now > MAX_NANOS_AT_ONCE) {
        break;
      }
    }
    while ((task = putOff.poll()) != null) {
      handOver(task);
    }
  }

  /// Runs the task here when the port takes no more: a task that was accepted is never lost.
  private void handOver(Runnable task) {
    try {
      worker.handOver(task);
    } catch (RuntimeException | Error refused) {
      worker.runGuarded(task);
    }
  }
}
