package dev.wharf.engine.job;

import dev.wharf.engine.runtime.EngineRuntime;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs jobs one at a time, whichever threads they come from. Thread-safe: any thread may call
/// every method.
///
/// **Algorithm.** An atomic count says how many jobs are accepted and not finished. The thread that
/// raises the count from 0 becomes the *runner*; every other thread queues its job and returns. The
/// runner lowers the count after each job, and stops when the count reaches 0. No lock is held
/// while a job runs, so queues that push to each other cannot deadlock.
///
/// - [#push] on an idle queue makes the caller the runner. It runs its own job at once, and then
///   the jobs that came meanwhile.
/// - [#post] never runs a job on the caller. On an idle queue it gives the queue to the executor,
///   and the executor's thread becomes the runner.
///
/// ```
/// state  bit 31: closed; bits 0..30: jobs accepted and not finished (waiting + running)
///        0 -> 1      makes the runner
///        n -> n + 1  reserves a place behind the runner; the node is linked next
///        n -> n - 1  by the runner after each job; it stays the runner until the count is 0
/// ```
///
/// **Invariants.**
/// - *One runner.* The queue has a runner exactly while the count is above 0. The writes of one job
///   are visible to the next, on whatever thread it runs.
/// - *Order.* Jobs of one thread run in their order, over push and post together. A job that is
///   pushed inside a job of the same queue waits for its turn; it never runs recursively.
/// - *Bound.* The count never exceeds [JobQueueOptions#capacity], except by the job of
///   [#closeAfter].
/// - *No loss.* An accepted job runs, unless the executor accepts the queue and then drops it (see
///   below).
///
/// **Budget.** A runner that has drained queued jobs for longer than [JobQueueOptions#budget] gives
/// the rest to the executor. It reads the clock after each *queued* job only. The first job of a
/// pusher is neither timed nor interrupted.
///
/// **Nesting.** A job may push to other queues. Their jobs then run inside it on the same thread,
/// up to [#MAX_NESTING] deep; a deeper push is posted instead. A nested runner has the budget of
/// its own queue. So each push delays a job by at most that budget and one job more. Use [#post]
/// where that is too long.
///
/// **Failures.** An exception of a job is caught and counted ([#failures], and under the queue's
/// name when the executor is a [JobExecutor]). [JobQueueOptions#onFailure] gets it, and the queue
/// goes on with the next job.
///
/// **An executor that rejects** (a pool that is shut down) loses no job. A runner whose budget is
/// up stays the runner, and tries again one budget later. A post to an idle queue starts a new
/// virtual thread, which runs the queue. Only when this thread cannot start, the calling thread
/// runs the queue. Each rejection is counted ([#rejections]) and given to `onFailure` as a
/// [JobHandOverException].
///
/// **An executor that drops** a task it has accepted (`shutdownNow`, a discard policy) leaves the
/// queue without a runner for ever. An executor that runs tasks inside `execute` keeps the jobs
/// serial, but runs them on the caller, and the budget has no effect.
///
/// **Cost.** A push without contention costs one thread-local read, one compare-and-set and one
/// atomic decrement. It allocates nothing. An idle queue that never had two jobs at once takes 32
/// bytes (64-bit JVM, compressed references). The first job that has to wait adds 72 bytes for
/// good, and each waiting job 24 bytes while it waits. Share one [JobQueueOptions] among queues of
/// a kind.
///
/// **Alternatives.** A lock around each job would block the pushing threads. A thread or an actor
/// for each queue would cost a hand-over for every job, even when the queue is idle. Linking the
/// node before the count is raised would spare the runner a short wait ([Backlog#take]). But then
/// the capacity would not be exact, and a close would race with a push.
public final class JobQueue {

  /// The most queues that run inside each other on one thread. A deeper push is posted instead.
  public static final int MAX_NESTING = 8;

  private static final Logger log = LoggerFactory.getLogger(JobQueue.class);
  private static final int CLOSED = 1 << 31;
  private static final int COUNT = ~CLOSED;
  private static final ThreadLocal<Nesting> NESTING = ThreadLocal.withInitial(Nesting::new);

  private static final AtomicIntegerFieldUpdater<JobQueue> STATE =
      AtomicIntegerFieldUpdater.newUpdater(JobQueue.class, "state");
  private static final AtomicReferenceFieldUpdater<JobQueue, @Nullable Backlog> BACKLOG =
      AtomicReferenceFieldUpdater.newUpdater(JobQueue.class, Backlog.class, "backlog");
  private static final AtomicIntegerFieldUpdater<JobQueue> FAILURES =
      AtomicIntegerFieldUpdater.newUpdater(JobQueue.class, "failures");

  private final Executor executor;
  private final JobQueueOptions options;

  /// Counts the failures of all queues that have this queue's name. Null when the executor does not
  /// count failures.
  private final @Nullable LongAdder failuresOfName;

  /// The count and the closed bit, as in the class comment. A runner's decrement publishes the
  /// writes of its jobs to the next runner's increment.
  private volatile int state;

  /// The waiting jobs. Null until a job has to wait, or [#closeAfter] is called. The thread that
  /// makes the backlog publishes it to the runner.
  private volatile @Nullable Backlog backlog;

  /// The number of jobs that have thrown an exception. Written by runners, read by any thread as an
  /// unsigned number, which takes less memory than a `long`. The backlog has the other counters,
  /// because a queue without a backlog was never given to the executor. This counter is here,
  /// because counting a failure must not allocate.
  private volatile int failures;

  /// Creates an idle queue.
  ///
  /// @param executor runs the queue when no pushing thread does
  public JobQueue(Executor executor, JobQueueOptions options) {
    this.executor = Objects.requireNonNull(executor, "executor");
    this.options = Objects.requireNonNull(options, "options");
    this.failuresOfName =
        executor instanceof JobExecutor counting ? counting.jobFailures().of(options.name()) : null;
  }

  /// Runs the job now on the calling thread when the queue is idle. Queues it otherwise.
  ///
  /// @throws JobQueueFullException when as many jobs wait and run as the capacity allows
  /// @throws JobQueueClosedException after [#closeAfter]
  public void push(Runnable job) {
    if (!tryPush(job)) {
      throw rejection();
    }
  }

  /// Does the same as [#push], but returns false and does nothing when the queue is full or closed.
  public boolean tryPush(Runnable job) {
    Objects.requireNonNull(job, "job");
    Nesting nesting = NESTING.get();
    boolean mayRunHere = nesting.depth < MAX_NESTING;
    if (mayRunHere && STATE.compareAndSet(this, 0, 1)) {
      runFirst(job, nesting);
      return true;
    }
    return enqueue(job, mayRunHere);
  }

  /// Queues the job. When the queue is idle, gives the queue to the executor. Never runs a job on
  /// the calling thread.
  ///
  /// @throws JobQueueFullException when as many jobs wait and run as the capacity allows
  /// @throws JobQueueClosedException after [#closeAfter]
  public void post(Runnable job) {
    if (!tryPost(job)) {
      throw rejection();
    }
  }

  /// Does the same as [#post], but returns false and does nothing when the queue is full or closed.
  public boolean tryPost(Runnable job) {
    Objects.requireNonNull(job, "job");
    return enqueue(job, false);
  }

  /// Closes the queue for good. `last` runs once, after every job accepted so far has finished, and
  /// no job runs after it. `last` needs no free place. Like a posted job, `last` never runs inside
  /// this call.
  ///
  /// From now on, push and post throw [JobQueueClosedException], and their `try` forms return
  /// false. That also holds inside jobs that still wait.
  ///
  /// @return true when this call closed the queue; false when another call came first, and this
  ///   `last` never runs
  public boolean closeAfter(Runnable last) {
    Objects.requireNonNull(last, "last");
    Backlog waiting = backlog();
    if (!waiting.offerLast(last)) {
      return false;
    }
    if (STATE.getAndAdd(this, CLOSED + 1) == 0) {
      startRunner(waiting);
    }
    return true;
  }

  /// Returns whether [#closeAfter] was called, so that further jobs are rejected.
  public boolean isClosed() {
    return state < 0;
  }

  /// Returns the name of the queue, or of its kind.
  public String name() {
    return options.name();
  }

  /// Returns the number of jobs that wait or run.
  public int size() {
    return state & COUNT;
  }

  /// Returns whether no job waits or runs.
  public boolean isIdle() {
    return size() == 0;
  }

  /// Returns the number of jobs that have thrown an exception.
  public long failures() {
    return Integer.toUnsignedLong(failures);
  }

  /// Returns how often a runner's budget ended while jobs were left. The executor got these jobs.
  public long handedOn() {
    Backlog waiting = backlog;
    return waiting == null ? 0 : waiting.handedOn();
  }

  /// Returns how often the executor rejected this queue.
  public long rejections() {
    Backlog waiting = backlog;
    return waiting == null ? 0 : waiting.rejections();
  }

  @Override
  public String toString() {
    return "JobQueue[" + options.name() + ", size=" + size() + (isClosed() ? ", closed]" : "]");
  }

  /// Runs the waiting jobs. The calling thread becomes the runner: it has taken the ticket, or was
  /// started because the executor rejected the queue.
  void runHandedOn() {
    drainNested(NESTING.get());
  }

  private boolean enqueue(Runnable job, boolean mayRunHere) {
    // All memory is allocated before the place is reserved. Otherwise, after an OutOfMemoryError,
    // the runner would wait for a node that never comes.
    Backlog waiting = backlog();
    Backlog.Node node = new Backlog.Node(job);
    int ahead = reserve();
    if (ahead == 0 && mayRunHere) {
      runFirst(job, NESTING.get());
    } else if (ahead >= 0) {
      waiting.add(node);
      if (ahead == 0) {
        startRunner(waiting);
      }
    }
    return ahead >= 0;
  }

  /// Reserves a place in the queue.
  ///
  /// @return the number of jobs before the new place, or -1 when the queue is full or closed. On 0
  ///   the caller must become the runner or start one
  private int reserve() {
    while (true) {
      int seen = state;
      if (seen < 0 || seen >= options.capacity()) {
        return -1;
      }
      if (STATE.compareAndSet(this, seen, seen + 1)) {
        return seen;
      }
    }
  }

  private void runFirst(Runnable job, Nesting nesting) {
    nesting.depth++;
    try {
      execute(job);
      if (finishOne()) {
        drain();
      }
    } finally {
      nesting.depth--;
    }
  }

  private void drainNested(Nesting nesting) {
    nesting.depth++;
    try {
      drain();
    } finally {
      nesting.depth--;
    }
  }

  /// Runs the waiting jobs, until none is left or the executor has taken over the rest. Only the
  /// runner may call this, and only when a job waits. When this returns, the caller is no longer
  /// the runner.
  private void drain() {
    Backlog waiting = backlog();
    EngineRuntime runtime = runtime();
    long budget = options.budget().toNanos();
    long start = runtime.nanoTime();
    while (true) {
      execute(next(waiting));
      if (!finishOne()) {
        return;
      }
      long now = runtime.nanoTime();
      if (now - start >= budget) {
        waiting.countHandedOn();
        if (handOver(waiting)) {
          return;
        }
        start = now;
      }
    }
  }

  /// Returns the next job. The job of [#closeAfter] is not in the list, but it is counted. Nothing
  /// is accepted after it, so its turn comes when the queue is closed and one job is left.
  private Runnable next(Backlog waiting) {
    return state == (CLOSED | 1) ? waiting.last() : waiting.take();
  }

  /// Frees the place of a finished job. Returns true when jobs are left; the caller stays the
  /// runner.
  private boolean finishOne() {
    return (STATE.decrementAndGet(this) & COUNT) != 0;
  }

  private void startRunner(Backlog waiting) {
    if (!handOver(waiting)) {
      runOnThreadOfItsOwn();
    }
  }

  /// Gives the queue to the executor. Returns false when the executor has rejected the queue. In
  /// this case, the caller is still the runner.
  private boolean handOver(Backlog waiting) {
    waiting.offerTicket();
    try {
      executor.execute(waiting);
      return true;
    } catch (Throwable rejected) {
      // The executor may have accepted the task and thrown all the same. Only one thread gets the
      // ticket.
      boolean stillRunner = waiting.takeTicket();
      waiting.countRejection();
      report(new JobHandOverException(options.name(), rejected));
      return !stillRunner;
    }
  }

  private void runOnThreadOfItsOwn() {
    try {
      runtime().newVirtualThread(options.name() + "-rejected", this::runHandedOn).start();
    } catch (Throwable unstartable) {
      report(new JobHandOverException(options.name(), unstartable));
      runHandedOn();
    }
  }

  /// Returns the executor's runtime, or the system's runtime when the executor has none. There is
  /// no field for it, because most queues never need it.
  private EngineRuntime runtime() {
    return executor instanceof JobExecutor own ? own.runtime() : EngineRuntime.system();
  }

  private void execute(Runnable job) {
    try {
      job.run();
    } catch (Throwable failure) {
      FAILURES.getAndIncrement(this);
      report(failure);
    }
  }

  private void report(Throwable failure) {
    if (failuresOfName != null) {
      failuresOfName.increment();
    }
    try {
      options.onFailure().accept(failure);
    } catch (Throwable broken) {
      logBrokenCallback(broken, failure);
    }
  }

  private void logBrokenCallback(Throwable broken, Throwable failure) {
    try {
      log.error("onFailure of queue {} threw {} when given this", options.name(), broken, failure);
    } catch (Throwable unloggable) {
      // The JVM is out of memory or stack, or an appender is broken. The failure is counted
      // already, and the queue must go on.
    }
  }

  private RuntimeException rejection() {
    return isClosed()
        ? new JobQueueClosedException(options.name())
        : new JobQueueFullException(options.name(), options.capacity());
  }

  private Backlog backlog() {
    Backlog waiting = backlog;
    if (waiting != null) {
      return waiting;
    }
    BACKLOG.compareAndSet(this, null, new Backlog(this));
    return Objects.requireNonNull(backlog);
  }

  /// Counts the queues that run inside each other on one thread. Only that thread uses it.
  private static final class Nesting {
    int depth;
  }
}
