package dev.wharf.engine.worker;

import dev.wharf.engine.job.JobExecutor;
import dev.wharf.engine.job.JobFailures;
import dev.wharf.engine.log.LogThrottle;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.uring.channels.UringGroup;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jctools.queues.atomic.MpscChunkedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker: one `AsynchronousChannelGroup` with its threads, which also run tasks.
///
/// A session stays with one worker for life. Thread-safe.
///
/// **Tasks.** When the worker has one thread, tasks from other threads wait in one queue of the
/// worker. On io_uring the loop of the ring runs them directly from that queue
/// ([UringGroup#requestWork]). A group of the JDK gets one task that drains the queue. When the
/// worker has several threads, each task goes to the group's pool.
///
/// **End.** When the worker is shut down, its last thread runs the tasks that wait, and the worker
/// rejects further ones. When a handler blocks that thread for too long, the worker rejects tasks
/// from then on, and the tasks that wait run if the handler returns.
///
/// **Death.** A worker has died when its last thread ends before [#shutDown()], for example because
/// its io_uring ring was lost. On its last thread, the worker calls its [Owner], which closes the
/// sessions. After that, the worker opens a new group. Until the new group is open, a worker with
/// one thread keeps new tasks, and a worker with several threads rejects them. When no new group
/// can be opened, the worker is dead for good: it runs the waiting tasks and rejects further ones.
///
/// **Bound.** At most [#MAX_TASKS] tasks that were handed over wait, and each thread of the worker
/// has deferred as many tasks and writes at most. The next one is rejected. The engine itself has
/// at most one task for each job queue, and a write, a receive and a close for each session.
public final class Worker implements JobExecutor {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);
  private static final Duration SETTLE = Duration.ofSeconds(2);

  /// The name under which failures of tasks outside job queues are counted.
  private static final String TASKS = "worker";

  private static final int CHUNK = 256;

  /// The most tasks that wait for this worker: over twenty for each session of a full server, which
  /// has ten thousand sessions.
  static final int MAX_TASKS = 1 << 18;

  /// The most tasks from other threads that run one after another. After them, completions have
  /// their turn.
  private static final int MAX_TASKS_AT_ONCE = 1024;

  /// The shortest life of a group that is replaced. When a group dies sooner, a new one would most
  /// likely die as well.
  private static final Duration LEAST_LIFE = Duration.ofSeconds(1);

  private final AsynchronousChannelProvider provider;
  private final int threadCount;
  private final String name;
  private final Owner owner;
  private final EngineRuntime runtime;
  private final LongAdder failedTasks;
  private final LogThrottle<Class<?>> failures;
  private final boolean singleThreaded;
  private final AtomicInteger threadNumber = new AtomicInteger();
  private final Set<WorkerThread> threads = new CopyOnWriteArraySet<>();

  /// The number of threads that the group has made and whose loop has not ended.
  private final AtomicInteger living = new AtomicInteger();

  /// The number of waiting tasks, when the worker has several threads. A single thread uses
  /// [#handedOver].
  private final AtomicInteger waiting = new AtomicInteger();

  /// The waiting tasks, when the worker has one thread.
  private final Queue<Runnable> handedOver = new MpscChunkedAtomicArrayQueue<>(CHUNK, MAX_TASKS);

  /// Whether a run of [#drain()], which runs the waiting tasks, was requested and has not begun.
  private final AtomicBoolean drainRequested = new AtomicBoolean();

  private final Runnable drain = this::drain;
  private final Runnable runHandedOver = this::runHandedOver;
  private final Runnable runHeldWrites = Worker::runHeldWrites;

  /// The group of the worker's channels. Replaced under the monitor when the worker has died. Read
  /// by any thread.
  private volatile AsynchronousChannelGroup group;

  /// When the group was opened, by the runtime's clock. Guarded by the monitor.
  private long openedAt;

  /// Whether the group is open and has a thread. Cleared by the one thread that handles the death.
  private final AtomicBoolean open = new AtomicBoolean();

  /// Whether [#shutDown()] was called. Set before the group is shut down.
  private volatile boolean stopping;

  /// Whether [#shutDown()] has returned. After that, no further task may wait, because a handler
  /// that never returns would keep the task from running.
  private volatile boolean stopped;

  /// Whether the worker has ended for good: it was shut down, or it has died and has no new group.
  private volatile boolean dead;

  /// Owns the workers of a port. A worker that has died calls its owner on the worker's last
  /// thread.
  public interface Owner {
    /// Returns the counters of the failures on the workers.
    JobFailures jobFailures();

    /// Closes the sessions of a worker. Called when the worker has died.
    void onDied(Worker worker);

    /// Called when the worker has died and has a new group.
    void onReplaced(Worker worker);

    /// Called when the worker has died and no new group can be opened.
    void onLost(Worker worker, Throwable why);
  }

  /// Creates a worker: opens its group and starts the group's threads.
  ///
  /// @throws IOException when the system refuses the group
  public Worker(
      AsynchronousChannelProvider provider,
      int threadCount,
      String name,
      Owner owner,
      EngineRuntime runtime)
      throws IOException {
    this.provider = provider;
    this.threadCount = threadCount;
    this.name = name;
    this.owner = owner;
    this.runtime = runtime;
    this.failures = new LogThrottle<>(runtime, 1, Duration.ofMinutes(1), Worker::logMore);
    this.failedTasks = owner.jobFailures().of(TASKS);
    this.singleThreaded = threadCount == 1;
    this.group = openGroup();
    this.openedAt = runtime.nanoTime();
    this.open.set(true);
  }

  @Override
  public JobFailures jobFailures() {
    return owner.jobFailures();
  }

  @Override
  public EngineRuntime runtime() {
    return runtime;
  }

  /// Returns the present group of the worker's channels.
  public AsynchronousChannelGroup group() {
    return group;
  }

  /// Returns a live view of the worker's threads. When a thread dies, the group starts another one.
  public Set<WorkerThread> threads() {
    return threads;
  }

  /// Returns whether the calling thread is a thread of this worker.
  public boolean isCurrent() {
    WorkerThread thread = WorkerThread.current();
    return thread != null && thread.worker() == this;
  }

  /// Returns whether the worker has ended for good: it was shut down, or it has died and has no new
  /// group.
  public boolean isDead() {
    return dead;
  }

  /// Runs the task on this worker. When the calling thread handles a completion of this worker, the
  /// task runs at the end of the completion; otherwise, as soon as a thread of the worker is free.
  /// Exceptions of the task are counted and logged.
  ///
  /// @throws RejectedExecutionException when the port is closed, the worker is dead, or too many
  ///   tasks wait
  @Override
  public void execute(Runnable task) {
    WorkerThread thread = threadInCompletion();
    if (thread != null) {
      thread.defer(task);
    } else {
      handOver(task);
    }
  }

  /// Runs the write of a session on this worker, as [#execute] runs a task. When one completion
  /// causes several writes, as a broadcast does, and the worker waits on io_uring, the writes are
  /// held back until the worker has looked for further completions. Writes that come meanwhile wait
  /// with them. What those completions send to the same sessions leaves in the same writes. A
  /// gathering write of two packets costs little more than the write of one.
  ///
  /// @throws RejectedExecutionException as [#execute] does
  public void executeWrite(Runnable write) {
    WorkerThread thread = threadInCompletion();
    if (thread != null) {
      thread.deferWrite(write);
    } else {
      handOver(write);
    }
  }

  /// Returns the calling thread when it is a thread of this worker and handles a completion; else
  /// null.
  private @Nullable WorkerThread threadInCompletion() {
    WorkerThread thread = WorkerThread.current();
    return thread != null && thread.worker() == this && thread.isInCompletion() ? thread : null;
  }

  /// Makes the calling thread run the writes that it holds back, after it has looked for further
  /// completions.
  ///
  /// @return false when the group cannot do this
  boolean requestHeldWrites() {
    return group instanceof UringGroup rings && rings.requestLateWork();
  }

  private static void runHeldWrites() {
    WorkerThread thread = WorkerThread.current();
    if (thread != null) {
      runInside(thread::runHeldWrites);
    }
  }

  /// Runs a task on the calling thread. Exceptions of the task are counted and logged.
  public void runGuarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable t) {
      failedTasks.increment();
      report(t);
    }
  }

  /// Logs a failure. An exception of the logging is dropped, because it must not end the thread.
  private void report(Throwable failure) {
    try {
      if (failures.pass(failure.getClass())) {
        log.error("a task on a worker failed", failure);
      }
    } catch (Throwable unloggable) {
      // The JVM is out of memory or stack, or an appender is broken.
    }
  }

  private static void logMore(Class<?> failure, long tasks) {
    log.error(
        "{} more tasks on a worker failed in the last minute, with {}", tasks, failure.getName());
  }

  /// Runs the task as [#execute] does, but never defers it to the end of a completion. When this
  /// method throws an `Error` on a worker with one thread, that thread could not be woken. The task
  /// stays in the queue and runs together with the next task.
  public void handOver(Runnable task) {
    if (dead || stopped) {
      throw new RejectedExecutionException(
          "worker " + name + (stopping ? " is shut down" : " is dead"));
    }
    if (!singleThreaded) {
      handOverToAnyThread(task);
      return;
    }
    if (!handedOver.offer(task)) {
      throw tooMany();
    }
    requestDrain();
  }

  private void handOverToAnyThread(Runnable task) {
    boolean taken = false;
    try {
      if (waiting.incrementAndGet() > MAX_TASKS) {
        throw tooMany();
      }
      executor().execute(() -> runOnAnyThread(task));
      taken = true;
    } finally {
      if (!taken) {
        waiting.decrementAndGet();
      }
    }
  }

  private void runOnAnyThread(Runnable task) {
    waiting.decrementAndGet();
    runInside(() -> runGuarded(task));
  }

  private RejectedExecutionException tooMany() {
    return new RejectedExecutionException(MAX_TASKS + " tasks wait for worker " + name);
  }

  /// Ends the worker. Blocks until its threads have ended, for two seconds at most.
  public void shutDown() {
    try {
      groupToShutDown().shutdownNow();
      if (!awaitEnd()) {
        log.warn(
            "worker {} has not ended after {} ms: a handler blocks it", name, SETTLE.toMillis());
      }
    } catch (IOException e) {
      log.warn("shutting worker {} down failed", name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped = true;
    }
  }

  private synchronized AsynchronousChannelGroup groupToShutDown() {
    stopping = true;
    return group;
  }

  /// Waits until the group has ended, and its threads have ended and given back their buffers.
  /// Waits for two seconds at most. Returns whether all of them have ended.
  private boolean awaitEnd() throws InterruptedException {
    long deadline = runtime.nanoTime() + SETTLE.toNanos();
    boolean ended = group.awaitTermination(SETTLE.toNanos(), TimeUnit.NANOSECONDS);
    for (WorkerThread thread : threads) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - runtime.nanoTime()));
      ended &= runtime.join(thread, left);
    }
    return ended;
  }

  /// Adds a thread to the worker's threads. Called by this thread when it begins.
  public void threadBegan(WorkerThread thread) {
    threads.add(thread);
  }

  /// Counts a thread that has left its loop. When it was the last thread, handles the worker's end
  /// or death. Called by the thread that has left its loop.
  public void threadEnded() {
    boolean last = living.decrementAndGet() == 0;
    if (last && !runtime.isOver() && open.compareAndSet(true, false)) {
      if (stopping) {
        endForGood();
      } else {
        die();
      }
    }
  }

  /// Removes a thread. Called by this thread when it has given back its buffers.
  public void threadGone(WorkerThread thread) {
    threads.remove(thread);
  }

  /// Handles the death of this worker, on the worker's last thread.
  private void die() {
    runInside(() -> runGuarded(() -> owner.onDied(this)));
    try {
      reopen();
    } catch (IOException | RuntimeException | Error e) {
      endForGood();
      owner.onLost(this, e);
      return;
    }
    drainRequested.set(false);
    requestDrain();
    owner.onReplaced(this);
  }

  /// Rejects tasks from now on, and runs those that wait.
  private void endForGood() {
    dead = true;
    runInside(this::runAllHandedOver);
  }

  private synchronized void reopen() throws IOException {
    long now = runtime.nanoTime();
    if (stopping) {
      throw new IOException("the port is being closed");
    }
    if (now - openedAt < LEAST_LIFE.toNanos()) {
      throw new IOException("its group lived for less than " + LEAST_LIFE.toMillis() + " ms");
    }
    group = openGroup();
    openedAt = now;
    open.set(true);
    // The last thread of the new group may have ended before `open` was set. That thread has not
    // handled the death of the group.
    if (living.get() == 0 && open.compareAndSet(true, false)) {
      throw new IOException("its new group died at once");
    }
  }

  @Override
  public String toString() {
    return name;
  }

  private AsynchronousChannelGroup openGroup() throws IOException {
    AsynchronousChannelGroup opened =
        provider.openAsynchronousChannelGroup(threadCount, this::newThread);
    if (!(opened instanceof Executor)) {
      opened.shutdownNow();
      throw new IOException(
          "the groups of " + provider.getClass().getName() + " cannot run tasks on their threads");
    }
    if (singleThreaded && opened instanceof UringGroup rings) {
      rings.setWork(drain);
      rings.setLateWork(runHeldWrites);
    }
    return opened;
  }

  private WorkerThread newThread(Runnable loop) {
    living.incrementAndGet();
    return new WorkerThread(
        this, loop, singleThreaded ? name : name + "-" + threadNumber.incrementAndGet());
  }

  private Executor executor() {
    return (Executor) group;
  }

  private void requestDrain() {
    if (drainRequested.compareAndSet(false, true)) {
      try {
        startDrain();
      } catch (RejectedExecutionException e) {
        onDrainRejected();
      } catch (Throwable t) {
        drainRequested.set(false);
        throw t;
      }
    }
  }

  /// Makes a thread of the group run the waiting tasks. On io_uring the group's thread takes the
  /// tasks directly from [#handedOver], so each task passes through one queue. A group of the JDK
  /// has its own queue, in which [#drain()] is one task.
  private void startDrain() {
    AsynchronousChannelGroup current = group;
    if (current instanceof UringGroup rings) {
      rings.requestWork();
    } else {
      ((Executor) current).execute(drain);
    }
  }

  /// Handles the case that the group has rejected [#drain()]: the worker has just died, or is being
  /// shut down. The waiting tasks were accepted and must run.
  ///
  /// The worker's next group runs them, or, when there is none, the last thread of the worker. When
  /// that thread has finished already, a new virtual thread runs them.
  private void onDrainRejected() {
    if (dead) {
      runtime.newVirtualThread(name + "-dead", this::runAllHandedOver).start();
    }
  }

  private void drain() {
    runInside(runHandedOver);
  }

  private void runHandedOver() {
    drainRequested.set(false);
    Runnable task;
    for (int i = 0; i < MAX_TASKS_AT_ONCE && (task = handedOver.poll()) != null; i++) {
      runGuarded(task);
    }
    if (!handedOver.isEmpty()) {
      requestDrain();
    }
  }

  /// Runs the tasks that wait for a dead worker. Called by the last thread of the worker, and by a
  /// virtual thread for a task that came at the moment of the death.
  private void runAllHandedOver() {
    drainRequested.set(false);
    Runnable task;
    while ((task = pollOfDead()) != null) {
      runGuarded(task);
    }
  }

  /// Removes the next waiting task of a dead worker and returns it; null when no task is left. Uses
  /// the monitor, because the queue allows one consumer at a time.
  private synchronized @Nullable Runnable pollOfDead() {
    return handedOver.poll();
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
