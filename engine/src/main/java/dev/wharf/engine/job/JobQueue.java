package dev.wharf.engine.job;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs jobs one at a time, whichever threads they come from. Thread-safe: every method may be
/// called from any thread.
///
/// **Who runs.** The thread whose [#push] finds the queue idle runs its job at once, and then the
/// jobs that came meanwhile: it is the *runner*. While there is a runner, pushes queue and return.
/// [#post] never runs anything on the caller: when the queue is idle, a task of the executor
/// becomes the runner. What one job wrote is visible to the next.
///
/// **Order.** First in, first out for each pushing thread, over push and post together. A job
/// pushed from inside a job of the same queue is queued, never run recursively.
///
/// **Budget.** A runner that has drained queued jobs for longer than [JobQueueOptions#budget] hands
/// the rest on to the executor. The clock is read after each *queued* job only: a first pusher's
/// own job is neither timed nor interrupted.
///
/// **Nesting.** A job may push to other queues, which then run inside it on the same thread, up to
/// [#MAX_NESTING] deep; a push from deeper down is posted instead. A nested runner has its own
/// queue's budget, so a job is held up by at most that budget (and the job under way when it ends)
/// for each push it makes; use [#post] where that is too long. No lock is held while a job runs, so
/// queues that push to each other cannot deadlock.
///
/// **Failures.** Whatever a job throws is caught, counted ([#failures], and by the queue's name
/// when the executor is a [JobExecutor]) and given to [JobQueueOptions#onFailure]; the queue goes
/// on with the next job.
///
/// **A refusing executor** (a pool that is shut down) loses no job. A runner whose budget is up
/// stays the runner and asks again one budget later; a post to an idle queue is run on a virtual
/// thread of its own, still not on the caller (if even that cannot be started, on the caller). Each
/// refusal is counted ([#refusals]) and given to `onFailure` as a [JobHandOverException]. What
/// cannot be helped is an executor that *accepts* a task and drops it (`shutdownNow`, a discard
/// policy): the queue then waits for a runner that never comes. The executor should not run tasks
/// inside `execute` either; the jobs stay serial, but they then run on the caller and the budget
/// ends nothing.
///
/// **Cost.** An uncontended push costs a thread-local read, one compare-and-set and one atomic
/// decrement, and allocates nothing. An idle queue that never saw two jobs at once takes 40 bytes
/// (64-bit JVM, compressed references); the first one that has to wait adds 72 bytes for good, and
/// each waiting job 24 bytes while it waits. Share one [JobQueueOptions] among queues of a kind.
///
/// ```
/// state  bit 31: closed; bits 0..30: jobs accepted and not yet finished (waiting + running)
///        0 -> 1      makes the runner
///        n -> n + 1  reserves a place behind the runner, for a node to be linked next
///        n -> n - 1  the runner, after each job; it is the runner until the count is 0
/// ```
///
/// The count goes up before the node is linked, so the runner may have to wait for a pusher that
/// was pre-empted between the two ([Backlog#take]). The reverse order would need no wait, but could
/// neither keep the capacity exact nor close without a race.
public final class JobQueue {

  /// How many queues deep jobs run inside each other on one thread before pushes are posted
  /// instead.
  public static final int MAX_NESTING = 8;

  private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);
  private static final int CLOSED = 1 << 31;
  private static final int COUNT = ~CLOSED;
  private static final ThreadLocal<Nesting> NESTING = ThreadLocal.withInitial(Nesting::new);

  private static final AtomicIntegerFieldUpdater<JobQueue> STATE =
      AtomicIntegerFieldUpdater.newUpdater(JobQueue.class, "state");
  private static final AtomicReferenceFieldUpdater<JobQueue, @Nullable Backlog> BACKLOG =
      AtomicReferenceFieldUpdater.newUpdater(JobQueue.class, Backlog.class, "backlog");
  private static final AtomicLongFieldUpdater<JobQueue> FAILURES =
      AtomicLongFieldUpdater.newUpdater(JobQueue.class, "failures");

  private final Executor executor;
  private final JobQueueOptions options;

  /// The count of all queues of this name; null when the executor does not count.
  private final @Nullable LongAdder failuresOfName;

  /// See the class comment. A runner's decrement publishes its jobs' writes to the next runner's
  /// increment.
  private volatile int state;

  /// Created by the first job that has to wait; its creator publishes it to the runner.
  private volatile @Nullable Backlog backlog;

  /// Written by runners, read by anyone. The other counters are the backlog's: a queue without one
  /// was never in the executor's hands.
  private volatile long failures;

  public JobQueue(Executor executor, JobQueueOptions options) {
    this.executor = Objects.requireNonNull(executor, "executor");
    this.options = Objects.requireNonNull(options, "options");
    this.failuresOfName =
        executor instanceof JobExecutor counting ? counting.jobFailures().of(options.name()) : null;
  }

  /// Runs the job now on the calling thread when the queue is idle, else queues it.
  ///
  /// @throws JobQueueFullException when as many jobs wait and run as the capacity allows
  /// @throws JobQueueClosedException after [#closeAfter]
  public void push(Runnable job) {
    if (!tryPush(job)) {
      throw refusal();
    }
  }

  /// As [#push], but returns false (and does nothing) when the queue is full or closed.
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

  /// Queues the job; when the queue is idle, the executor gets it to run. Never runs anything on
  /// the calling thread.
  ///
  /// @throws JobQueueFullException when as many jobs wait and run as the capacity allows
  /// @throws JobQueueClosedException after [#closeAfter]
  public void post(Runnable job) {
    if (!tryPost(job)) {
      throw refusal();
    }
  }

  /// As [#post], but returns false (and does nothing) when the queue is full or closed.
  public boolean tryPost(Runnable job) {
    Objects.requireNonNull(job, "job");
    return enqueue(job, false);
  }

  /// Closes the queue for good: `last` runs once, after every job accepted so far has finished, and
  /// no job runs after it. From the closing on, push and post throw [JobQueueClosedException] and
  /// their `try` forms return false, also inside jobs that still wait. `last` needs no free place
  /// and, like a posted job, never runs inside this call: the present runner runs it in its turn,
  /// or a task of the executor does.
  ///
  /// @return true when this call closed the queue; false when another call came first: this `last`
  ///   never runs then
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

  /// True from the moment at which [#closeAfter] shut out further jobs.
  public boolean isClosed() {
    return state < 0;
  }

  /// The name of the queue, or of its kind.
  public String name() {
    return options.name();
  }

  /// Jobs waiting and running.
  public int size() {
    return state & COUNT;
  }

  /// True when no job waits or runs.
  public boolean isIdle() {
    return size() == 0;
  }

  /// Jobs that threw.
  public long failures() {
    return failures;
  }

  /// How often a runner's budget ended with jobs left, for the executor to go on with.
  public long handedOn() {
    Backlog waiting = backlog;
    return waiting == null ? 0 : waiting.handedOn();
  }

  /// How often the executor refused to run this queue.
  public long refusals() {
    Backlog waiting = backlog;
    return waiting == null ? 0 : waiting.refusals();
  }

  @Override
  public String toString() {
    return "JobQueue[" + options.name() + ", size=" + size() + (isClosed() ? ", closed]" : "]");
  }

  /// The executor's turn: the rest of a runner whose budget was up, or the first of posted jobs.
  void runHandedOn() {
    drainNested(NESTING.get());
  }

  private boolean enqueue(Runnable job, boolean mayRunHere) {
    // All memory comes before the place is reserved: an OutOfMemoryError must not leave the runner
    // waiting for a node.
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

  /// Takes a place in the queue. Returns how many jobs were before it (0: the caller must see to a
  /// runner), or -1 when the queue is full or closed.
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

  /// Runs what waits. Entered by the runner with at least one job accepted; left when it is the
  /// runner no more.
  private void drain() {
    Backlog waiting = backlog();
    long budget = options.budget().toNanos();
    long start = System.nanoTime();
    while (true) {
      execute(next(waiting));
      if (!finishOne()) {
        return;
      }
      long now = System.nanoTime();
      if (now - start >= budget) {
        waiting.countHandedOn();
        if (handOver(waiting)) {
          return;
        }
        start = now;
      }
    }
  }

  /// The last job is kept apart from the list and counted like the others. Nothing is accepted
  /// after it, so it is its turn exactly when the queue is closed and one job is left.
  private Runnable next(Backlog waiting) {
    return state == (CLOSED | 1) ? waiting.last() : waiting.take();
  }

  /// Gives one place back. Returns true when jobs are left and the caller is still the runner.
  private boolean finishOne() {
    return (STATE.decrementAndGet(this) & COUNT) != 0;
  }

  private void startRunner(Backlog waiting) {
    if (!handOver(waiting)) {
      runOnThreadOfItsOwn();
    }
  }

  /// Makes the executor run this queue. Returns false when it refused and the caller is the runner
  /// still.
  private boolean handOver(Backlog waiting) {
    waiting.offerTicket();
    try {
      executor.execute(waiting);
      return true;
    } catch (Throwable refused) {
      // Should the executor have taken the task nevertheless, only one of us gets the ticket.
      boolean stillRunner = waiting.takeTicket();
      waiting.countRefusal();
      report(new JobHandOverException(options.name(), refused));
      return !stillRunner;
    }
  }

  private void runOnThreadOfItsOwn() {
    try {
      Thread.ofVirtual().name(options.name() + "-refused").start(this::runHandedOn);
    } catch (Throwable unstartable) {
      report(new JobHandOverException(options.name(), unstartable));
      runHandedOn();
    }
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
      LOG.error("onFailure of queue {} threw {} when given this", options.name(), broken, failure);
    } catch (Throwable unloggable) {
      // Out of memory or stack, or a broken appender: the failure is counted, and the queue must go
      // on.
    }
  }

  private RuntimeException refusal() {
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

  /// How many queues are being run inside each other on a thread. Confined to the thread.
  private static final class Nesting {
    int depth;
  }
}
