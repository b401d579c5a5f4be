package dev.wharf.engine.worker;

import dev.wharf.engine.job.JobExecutor;
import dev.wharf.engine.job.JobFailures;
import dev.wharf.engine.log.LogThrottle;
import dev.wharf.engine.uring.channels.UringGroup;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

/// One `AsynchronousChannelGroup` with its threads, and the way to have a task run on them.
///
/// A session stays with one worker for life. Thread-safe.
///
/// **Death.** A worker has died when its last thread has ended before [#shutDown()], as when its
/// ring is lost. Its owner is told on that last thread, and ends the sessions. Then the worker
/// opens a new group and goes on with it. Tasks that come meanwhile wait for a single thread; with
/// several threads they are rejected. When there is no new group to be had, the worker stays dead:
/// what waits is run, and further tasks are rejected.
///
/// **Bound.** At most [#MAX_TASKS] tasks wait; the next one is rejected. The engine itself needs
/// few of them: for each session one of its job queue, one write, one receive and one close, and
/// for each other job queue one.
public final class Worker implements JobExecutor {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);
  private static final Duration SETTLE = Duration.ofSeconds(2);

  /// The name that failures of tasks are counted under which are no queue's.
  private static final String TASKS = "worker";

  private static final int CHUNK = 256;

  /// The most tasks that wait for this worker: over twenty for each of the ten thousand sessions of
  /// a full server.
  static final int MAX_TASKS = 1 << 18;

  /// After so many tasks handed over by other threads, completions get their turn.
  private static final int MAX_TASKS_AT_ONCE = 1024;

  /// A worker that dies sooner is not replaced: the next one would fare no better.
  private static final Duration LEAST_LIFE = Duration.ofSeconds(1);

  private final AsynchronousChannelProvider provider;
  private final int threadCount;
  private final String name;
  private final Owner owner;
  private final LongAdder failedTasks;
  private final LogThrottle<Class<?>> failures =
      new LogThrottle<>(1, Duration.ofMinutes(1), Worker::logMore);
  private final boolean singleThreaded;
  private final AtomicInteger threadNumber = new AtomicInteger();
  private final Set<WorkerThread> threads = ConcurrentHashMap.newKeySet();

  /// Threads that the group has made, and that have not ended.
  private final AtomicInteger living = new AtomicInteger();

  /// Tasks that wait for any of several threads; a single thread has [#handedOver].
  private final AtomicInteger waiting = new AtomicInteger();

  private final Queue<Runnable> handedOver = new MpscChunkedAtomicArrayQueue<>(CHUNK, MAX_TASKS);
  private final AtomicBoolean drainRequested = new AtomicBoolean();
  private final Runnable drain = this::drain;
  private final Runnable runHandedOver = this::runHandedOver;

  /// Replaced when the worker has died, under the monitor; published to all.
  private volatile AsynchronousChannelGroup group;

  /// When the group was opened, by `System.nanoTime()`. Guarded by the monitor.
  private long openedAt;

  /// The group is open, and its last thread has not ended. Cleared by whoever handles the death.
  private final AtomicBoolean open = new AtomicBoolean();

  /// Set by [#shutDown()], before the group is shut down.
  private volatile boolean stopping;

  /// The worker has died, and has no new group.
  private volatile boolean dead;

  /// Told of a worker's death, on the worker's last thread.
  public interface Owner {
    /// Where failures on the worker are counted.
    JobFailures jobFailures();

    /// The worker has died: its sessions are to be closed.
    void onDied(Worker worker);

    /// The worker goes on, with a new group.
    void onReplaced(Worker worker);

    /// The worker stays dead.
    void onLost(Worker worker, Throwable why);
  }

  /// Opens the group and starts its threads.
  ///
  /// @throws IOException when the system refuses
  public Worker(AsynchronousChannelProvider provider, int threadCount, String name, Owner owner)
      throws IOException {
    this.provider = provider;
    this.threadCount = threadCount;
    this.name = name;
    this.owner = owner;
    this.failedTasks = owner.jobFailures().of(TASKS);
    this.singleThreaded = threadCount == 1;
    this.group = openGroup();
    this.openedAt = System.nanoTime();
    this.open.set(true);
  }

  @Override
  public JobFailures jobFailures() {
    return owner.jobFailures();
  }

  public AsynchronousChannelGroup group() {
    return group;
  }

  /// The threads at this moment. A thread that dies is replaced by the group.
  public Set<WorkerThread> threads() {
    return threads;
  }

  /// Whether the calling thread is one of this worker's.
  public boolean isCurrent() {
    WorkerThread thread = WorkerThread.current();
    return thread != null && thread.worker() == this;
  }

  /// Whether the worker has died and has no new group.
  public boolean isDead() {
    return dead;
  }

  /// Has the task run on this worker: at the end of the present completion when called from within
  /// one, else as soon as a thread is free. What it throws is counted and logged.
  ///
  /// @throws RejectedExecutionException when the port is closed, the worker dead, or too many tasks
  ///   wait
  @Override
  public void execute(Runnable task) {
    WorkerThread thread = WorkerThread.current();
    if (thread != null && thread.worker() == this && thread.isInCompletion()) {
      thread.putOff(task);
    } else {
      handOver(task);
    }
  }

  /// Runs a task so that nothing it throws gets past: it is counted and logged.
  public void runGuarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable t) {
      failedTasks.increment();
      report(t);
    }
  }

  /// Logs a failure. What the logging itself throws is dropped: it must not end the thread.
  private void report(Throwable failure) {
    try {
      if (failures.pass(failure.getClass())) {
        log.error("a task on a worker failed", failure);
      }
    } catch (Throwable unloggable) {
      // Out of memory or stack, or a broken appender.
    }
  }

  private static void logMore(Class<?> failure, long tasks) {
    log.error(
        "{} more tasks on a worker failed in the last minute, with {}", tasks, failure.getName());
  }

  /// Like [#execute], but never at the end of the present completion. When an `Error` is thrown, a
  /// single thread could not be woken, and the task runs with the next one that is handed over.
  public void handOver(Runnable task) {
    if (!singleThreaded) {
      handOverToAnyThread(task);
      return;
    }
    if (dead) {
      throw new RejectedExecutionException("worker " + name + " is dead");
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

  /// Ends the worker. Blocks until its threads have ended, for some seconds at the most.
  public void shutDown() {
    try {
      groupToShutDown().shutdownNow();
      if (!awaitEnd()) {
        log.warn("a worker has not ended after {} ms: a handler blocks it", SETTLE.toMillis());
      }
    } catch (IOException e) {
      log.warn("shutting a worker down failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized AsynchronousChannelGroup groupToShutDown() {
    stopping = true;
    return group;
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

  public void threadBegan(WorkerThread thread) {
    threads.add(thread);
  }

  /// On a thread that has left its loop.
  public void threadEnded() {
    boolean last = living.decrementAndGet() == 0;
    if (last && !stopping && open.compareAndSet(true, false)) {
      die();
    }
  }

  /// On a thread that has nothing left to give back.
  public void threadGone(WorkerThread thread) {
    threads.remove(thread);
  }

  /// On the last thread.
  private void die() {
    runInside(() -> runGuarded(() -> owner.onDied(this)));
    try {
      reopen();
    } catch (IOException | RuntimeException | Error e) {
      dead = true;
      runInside(this::runAllHandedOver);
      owner.onLost(this, e);
      return;
    }
    drainRequested.set(false);
    requestDrain();
    owner.onReplaced(this);
  }

  private synchronized void reopen() throws IOException {
    long now = System.nanoTime();
    if (stopping) {
      throw new IOException("the port is being closed");
    }
    if (now - openedAt < LEAST_LIFE.toNanos()) {
      throw new IOException("it had been open for less than " + LEAST_LIFE.toMillis() + " ms");
    }
    group = openGroup();
    openedAt = now;
    open.set(true);
    // The last thread of the new group may have ended before that, and handled no death.
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
        onDrainRejected(e);
      } catch (Throwable t) {
        drainRequested.set(false);
        throw t;
      }
    }
  }

  /// On io_uring the group's thread takes the tasks directly from [#handedOver], so that they pass
  /// through one queue. A group of the JDK has a queue of its own, which the drain passes through.
  private void startDrain() {
    AsynchronousChannelGroup current = group;
    if (current instanceof UringGroup rings) {
      rings.requestWork();
    } else {
      ((Executor) current).execute(drain);
    }
  }

  /// The worker has just died, or the port is being closed. In the first case every task that waits
  /// was accepted and must run: the next group runs it, or the last thread of a worker that stays
  /// dead. When that thread has finished already, a thread of its own does.
  private void onDrainRejected(RejectedExecutionException e) {
    if (dead) {
      Thread.ofVirtual().name(name + "-dead").start(this::runAllHandedOver);
    } else if (stopping) {
      drainRequested.set(false);
      throw e;
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

  /// Runs what waits for a dead worker. On its last thread, and on one of its own for a task that
  /// came at the same moment.
  private void runAllHandedOver() {
    drainRequested.set(false);
    Runnable task;
    while ((task = pollOfDead()) != null) {
      runGuarded(task);
    }
  }

  /// Under the monitor, because the queue has one consumer at a time.
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
