package dev.wharf.engine.timer;

import dev.wharf.engine.job.JobQueue;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Runs jobs in their queues later, once or at a fixed rate. Thread-safe.
///
/// The timer's one daemon thread only posts: jobs run in their [JobQueue], never on that thread. A
/// job is due up to two ticks late, never early. A job whose queue is closed when it is due ends
/// without running.
///
/// Bounded: at most [JobTimerOptions#maxPending] jobs are scheduled and not ended. [#close] ends
/// them all.
public final class JobTimer implements AutoCloseable {

  /// The longest delay and period.
  public static final Duration MAX_DELAY = Duration.ofDays(365);

  private static final int WHEEL_SLOTS = 512;

  private final JobTimerOptions options;
  private final LongSupplier nanoClock;
  private final HashedWheelTimer wheel;
  private final long tickNanos;
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  /// How many periodic jobs there are, by the names of their queues; a name without any is absent.
  private final Map<String, Integer> periodic = new ConcurrentHashMap<>();

  /// The periodic jobs whose last run has thrown.
  private final Set<PeriodicJob> failing = ConcurrentHashMap.newKeySet();

  /// Published by the closer, before it stops the wheel, to schedulers.
  private volatile boolean closed;

  public JobTimer(JobTimerOptions options) {
    this(options, System::nanoTime);
  }

  /// @param nanoClock what periods are counted by, monotonic, in nanoseconds; the wheel itself
  ///   turns in real time
  public JobTimer(JobTimerOptions options, LongSupplier nanoClock) {
    this.options = Objects.requireNonNull(options, "options");
    this.nanoClock = nanoClock;
    tickNanos = options.tick().toNanos();
    wheel =
        new HashedWheelTimer(
            Thread.ofPlatform().daemon().name(options.threadName()).factory(),
            tickNanos,
            TimeUnit.NANOSECONDS,
            WHEEL_SLOTS,
            false);
  }

  /// Runs the job once, `delay` from now. When its queue is full by then it is tried again at each
  /// tick.
  ///
  /// @param delay zero to [#MAX_DELAY]
  /// @throws JobTimerFullException when as many jobs are scheduled as the options allow
  /// @throws JobTimerClosedException after [#close]
  public TimerHandle after(Duration delay, JobQueue queue, Runnable job) {
    long delayNanos = nanosOf(delay, "delay", Duration.ZERO);
    Objects.requireNonNull(queue, "queue");
    Objects.requireNonNull(job, "job");
    OnceJob once = new OnceJob(this, queue, job);
    admit();
    if (!once.enterWheel(delayNanos)) {
      throw new JobTimerClosedException(options.threadName());
    }
    return once;
  }

  /// Runs the job at a fixed rate: `period` from now, and then again at each multiple of it, until
  /// it is cancelled or its queue is closed. A run that throws does not end it.
  ///
  /// Runs never overlap or pile up: one at most waits in the queue. When the queue or the job is
  /// slow, the runs that have become due follow at once, up to [JobTimerOptions#maxCatchUp] of
  /// them; the surplus is skipped. A run that finds the queue full is skipped as well. Both are
  /// counted ([TimerHandle#skipped]), and the multiples of the period are kept.
  ///
  /// @param period one tick to [#MAX_DELAY]
  /// @throws JobTimerFullException when as many jobs are scheduled as the options allow
  /// @throws JobTimerClosedException after [#close]
  public TimerHandle every(Duration period, JobQueue queue, Runnable job) {
    long periodNanos = periodNanos(period);
    Objects.requireNonNull(queue, "queue");
    Objects.requireNonNull(job, "job");
    FixedRateSchedule schedule =
        new FixedRateSchedule(nanoTime(), periodNanos, options.maxCatchUp());
    PeriodicJob made = new PeriodicJob(this, queue, job, schedule);
    admit();
    periodic.merge(queue.name(), 1, Integer::sum);
    if (!made.start()) {
      throw new JobTimerClosedException(options.threadName());
    }
    return made;
  }

  /// Jobs scheduled and not yet ended.
  public int pending() {
    return pending.get();
  }

  /// Runs of all periodic jobs that were due and did not take place.
  public long skipped() {
    return skipped.get();
  }

  /// How often a due job found its queue full.
  public long refused() {
    return refused.get();
  }

  /// The periodic jobs that fail again and again: every run has thrown for `time`, three at least.
  /// A name of which no job fails like that is absent.
  public List<PeriodicJobs> failingFor(Duration time) {
    Map<String, Integer> counts = new TreeMap<>();
    for (PeriodicJob job : failing) {
      if (job.isFailingFor(time)) {
        counts.merge(job.queue.name(), 1, Integer::sum);
      }
    }
    List<PeriodicJobs> found = new ArrayList<>();
    counts.forEach(
        (queue, count) ->
            found.add(
                new PeriodicJobs(queue, Math.max(count, periodic.getOrDefault(queue, 0)), count)));
    return found;
  }

  /// Ends every scheduled job and stops the thread. A run that a queue already holds may still take
  /// place; a periodic job ends with that run at the latest. Idempotent; waits for the timer's
  /// thread, so it is for any thread but that one.
  @Override
  public void close() {
    closed = true;
    for (Timeout timeout : wheel.stop()) {
      ((TimedJob) timeout.task()).cancel();
    }
  }

  @Override
  public String toString() {
    return "JobTimer[" + options.threadName() + ", pending=" + pending() + "]";
  }

  /// The timer's clock, in nanoseconds.
  long nanoTime() {
    return nanoClock.getAsLong();
  }

  long tickNanos() {
    return tickNanos;
  }

  boolean isClosed() {
    return closed;
  }

  /// Checks a period and converts it.
  long periodNanos(Duration period) {
    return nanosOf(period, "period", options.tick());
  }

  /// Puts a job into the wheel. Returns null when the timer is closed.
  @Nullable Timeout place(TimedJob job, long delayNanos) {
    if (closed) {
      return null;
    }
    Timeout placed;
    try {
      placed = wheel.newTimeout(job, delayNanos, TimeUnit.NANOSECONDS);
    } catch (IllegalStateException stopped) {
      return null;
    }
    // Seen open here: the closer stops the wheel later and finds the job in it. Seen closed: it may
    // have missed the job.
    if (closed) {
      placed.cancel();
      return null;
    }
    return placed;
  }

  void retire() {
    pending.decrementAndGet();
  }

  /// A periodic job has ended. Called once for each.
  void retire(PeriodicJob job) {
    retire();
    failing.remove(job);
    periodic.computeIfPresent(job.queue.name(), (_, count) -> count == 1 ? null : count - 1);
  }

  /// Tells how a run of a periodic job went, when that differs from the run before. Called by the
  /// queue's runner.
  void noteFailing(PeriodicJob job, boolean fails) {
    if (fails) {
      failing.add(job);
    }
    if (!fails || !job.isActive()) {
      failing.remove(job);
    }
  }

  void countSkipped(long runs) {
    skipped.addAndGet(runs);
  }

  void countRefused() {
    refused.incrementAndGet();
  }

  private void admit() {
    if (closed) {
      throw new JobTimerClosedException(options.threadName());
    }
    if (pending.incrementAndGet() > options.maxPending()) {
      pending.decrementAndGet();
      throw new JobTimerFullException(options.threadName(), options.maxPending());
    }
  }

  private static long nanosOf(Duration time, String name, Duration least) {
    if (time.compareTo(least) < 0 || time.compareTo(MAX_DELAY) > 0) {
      throw new IllegalArgumentException(
          name + " " + time + " is not in " + least + ".." + MAX_DELAY);
    }
    return time.toNanos();
  }
}
