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
/// While the thread handles a completion, tasks for its own worker are deferred to the end of the
/// completion. So all packets that one completion causes leave in one write, and no system call is
/// needed to wake a thread. Several writes may be held back longer, see [Worker#executeWrite]. Only
/// the thread itself uses its fields, except [#completion] and the fields for the stall detector.
public final class WorkerThread extends BufferThread {
  /// The most deferred tasks that run one after another. Further tasks are handed over to the
  /// worker, so that I/O has its turn.
  private static final int MAX_TASKS_AT_ONCE = 1024;

  /// The longest time that deferred tasks run one after another. The clock is read after each
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

  /// Deferred writes. They are in a queue of their own, because several of them may be held back
  /// longer than the completion.
  private final ArrayDeque<Runnable> writes = new ArrayDeque<>();

  /// Whether [#writes] are held back, so that the end of a completion does not run them. The worker
  /// then calls [#runHeldWrites].
  private boolean writesHeld;

  private int depth;

  /// The number of completions since the start.
  private long completions;

  /// The time of the present completion; 0 until [#now()] first reads the clock in this completion.
  /// Many completions need no time, so most clock reads are spared.
  private long now;

  /// The number of the present completion; 0 while the thread is idle. The stall detector reads it.
  private volatile long completion;

  // ---- used by the stall detector only

  /// The number of the completion that the detector saw at its last look. [#seenAt] is the time of
  /// the first look that saw it.
  long seenCompletion;

  long seenAt;

  /// Whether the completion `seenCompletion` was reported as a stall.
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

  /// Runs the loop of the thread. When the worker has died, handles the death before the thread
  /// gives up its buffers.
  @Override
  protected void runBody() {
    try {
      super.runBody();
    } finally {
      worker.threadEnded();
    }
  }

  /// Returns the calling thread when it is a thread of a worker, else null.
  public static @Nullable WorkerThread current() {
    return Thread.currentThread() instanceof WorkerThread thread ? thread : null;
  }

  /// Enters a completion when the calling thread is a thread of a worker. The caller ends the
  /// completion by [#leave()] on the returned thread.
  ///
  /// @return the calling thread, or null when it is no thread of a worker
  public static @Nullable WorkerThread enterCurrent() {
    WorkerThread thread = current();
    if (thread != null) {
      thread.enter();
    }
    return thread;
  }

  /// Returns the time by the runtime's clock, at most one completion old. Within a completion, all
  /// calls return the time of the first call, which saves reading the clock for each packet.
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

  /// Returns the worker of this thread.
  public Worker worker() {
    return worker;
  }

  /// Returns whether the thread handles a completion, so that it can [#defer] tasks.
  public boolean isInCompletion() {
    return depth > 0;
  }

  /// Defers a task to the end of the present completion. Only this thread calls it.
  ///
  /// @throws RejectedExecutionException when too many deferred tasks and writes wait already
  public void defer(Runnable task) {
    add(task, deferred);
  }

  /// Defers a write to the end of the present completion, or further, as [Worker#executeWrite]
  /// describes. At the end of a completion, writes run before tasks. Only this thread calls it.
  ///
  /// @throws RejectedExecutionException when too many deferred tasks and writes wait already
  void deferWrite(Runnable write) {
    add(write, writes);
  }

  private void add(Runnable task, ArrayDeque<Runnable> waiting) {
    if (deferred.size() + writes.size() >= Worker.MAX_TASKS) {
      throw new RejectedExecutionException(
          Worker.MAX_TASKS + " tasks wait for the end of a completion on " + getName());
    }
    waiting.add(task);
  }

  /// Returns the number of the present completion; 0 while the thread is idle. Any thread may call
  /// it.
  long completion() {
    return completion;
  }

  /// Enters a completion. Completions may be nested.
  public void enter() {
    if (depth++ == 0) {
      now = 0;
      COMPLETION.setOpaque(this, ++completions);
    }
  }

  /// Leaves a completion. At the end of the outermost completion, runs the deferred writes and
  /// tasks.
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

  /// Throws when the calling thread is a thread of a worker, because workers must not block.
  ///
  /// @param call the name of the method that blocks, for the exception's message
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

  /// Runs the writes that this thread has held back.
  void runHeldWrites() {
    writesHeld = false;
    runWrites();
  }

  /// Runs deferred writes and tasks until none is left, or their time is over.
  private void runDeferred() {
    while (hasDueWrites() || !deferred.isEmpty()) {
      if (hasDueWrites() && !(writes.size() > 1 && holdWrites())) {
        runWrites();
      }
      runTasks();
    }
  }

  private boolean hasDueWrites() {
    return !writesHeld && !writes.isEmpty();
  }

  private boolean holdWrites() {
    writesHeld = worker.requestHeldWrites();
    return writesHeld;
  }

  private void runWrites() {
    runBatch(writes);
    if (!writes.isEmpty() && !holdWrites()) {
      handOverAll(writes);
    }
  }

  private void runTasks() {
    runBatch(deferred);
    handOverAll(deferred);
  }

  /// Runs tasks until none is left, their number is [#MAX_TASKS_AT_ONCE], or their time is over.
  private void runBatch(ArrayDeque<Runnable> tasks) {
    if (tasks.isEmpty()) {
      return;
    }
    long began = now();
    int left = MAX_TASKS_AT_ONCE;
    Runnable task;
    while (left-- > 0 && (task = tasks.poll()) != null) {
      worker.runGuarded(task);
      if (left % TASKS_PER_LOOK == 0 && runtime.nanoTime() - began > MAX_NANOS_AT_ONCE) {
        break;
      }
    }
  }

  private void handOverAll(ArrayDeque<Runnable> tasks) {
    Runnable task;
    while ((task = tasks.poll()) != null) {
      handOver(task);
    }
  }

  /// Hands an accepted task over to the worker. When the worker rejects the task, runs it on this
  /// thread, because an accepted task is never lost.
  private void handOver(Runnable task) {
    try {
      worker.handOver(task);
    } catch (RuntimeException | Error rejected) {
      worker.runGuarded(task);
    }
  }
}
