package dev.wharf.engine.timer;

import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.runtime.EngineRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// Runs jobs in their queues later, once or at a fixed rate. Thread-safe.
///
/// The timer has one daemon thread, which posts due jobs to their [JobQueue] and runs none of them.
/// A job is due up to two ticks late, never early. A job whose queue is closed when it is due ends
/// without running.
///
/// **Bound.** At most [JobTimerOptions#maxPending] jobs are scheduled and have not ended. [#close]
/// ends them all.
public final class JobTimer implements AutoCloseable {

  /// The longest delay and period.
  public static final Duration MAX_DELAY = Duration.ofDays(365);

  private final JobTimerOptions options;
  private final RuntimeTimer runtimeTimer;
  private final TimerCounters counters = new TimerCounters();

  /// A timer on the system's runtime. Starts the thread with the first job.
  public JobTimer(JobTimerOptions options) {
    this(options, EngineRuntime.system());
  }

  /// A timer on a runtime, which has the clock and the thread. Starts the thread with the first
  /// job.
  public JobTimer(JobTimerOptions options, EngineRuntime runtime) {
    this.options = Objects.requireNonNull(options, "options");
    this.runtimeTimer = new RuntimeTimer(options, runtime);
  }

  /// Runs the job once, `delay` from now. When its queue is full by then, the timer tries again at
  /// each tick.
  ///
  /// @param delay zero to [#MAX_DELAY]
  /// @throws JobTimerFullException when as many jobs are scheduled as the options allow
  /// @throws JobTimerClosedException after [#close]
  public TimerHandle after(Duration delay, JobQueue queue, Runnable job) {
    long delayNanos = nanosOf(delay, "delay", Duration.ZERO);
    Objects.requireNonNull(queue, "queue");
    Objects.requireNonNull(job, "job");
    OnceJob once = new OnceJob(runtimeTimer, counters, queue, job);
    admit();
    if (!once.enterTimer(delayNanos)) {
      throw new JobTimerClosedException(options.threadName());
    }
    return once;
  }

  /// Runs the job at a fixed rate: first `period` from now, then at each multiple of it, until the
  /// job is cancelled or its queue is closed. A run that throws does not end the job.
  ///
  /// Runs never overlap or pile up: at most one waits in the queue. When the queue or the job is
  /// slow, overdue runs follow at once, up to [JobTimerOptions#maxCatchUp] of them, and further
  /// ones are skipped. A run that finds the queue full is skipped as well. Skipped runs are counted
  /// ([TimerHandle#skipped]), and later runs stay at the multiples of the period.
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
    PeriodicJob made = new PeriodicJob(runtimeTimer, counters, queue, job, schedule);
    admit();
    counters.addPeriodic(made);
    if (!made.start()) {
      throw new JobTimerClosedException(options.threadName());
    }
    return made;
  }

  /// The number of jobs that are scheduled and have not ended.
  public int pending() {
    return counters.pending();
  }

  /// The number of runs of all periodic jobs that were due and did not take place.
  public long skipped() {
    return counters.skipped();
  }

  /// How often a due job found its queue full.
  public long rejected() {
    return counters.rejected();
  }

  /// The periodic jobs that keep failing, by the names of their queues. A job keeps failing when
  /// every run has thrown for `time`, and there were three such runs at least. A name without such
  /// jobs is absent.
  public List<PeriodicJobs> failingFor(Duration time) {
    return counters.failingFor(time);
  }

  /// Ends every scheduled job and stops the thread. A run that waits in a queue already may still
  /// take place; a periodic job ends with that run at the latest. Idempotent. Waits for the timer's
  /// thread, so any thread but that one may call it.
  @Override
  public void close() {
    runtimeTimer.close();
  }

  @Override
  public String toString() {
    return "JobTimer[" + options.threadName() + ", pending=" + pending() + "]";
  }

  /// The timer's clock, in nanoseconds.
  long nanoTime() {
    return runtimeTimer.nanoTime();
  }

  /// Checks a period and converts it.
  long periodNanos(Duration period) {
    return nanosOf(period, "period", options.tick());
  }

  private void admit() {
    if (runtimeTimer.isClosed()) {
      throw new JobTimerClosedException(options.threadName());
    }
    if (!counters.tryAdd(options.maxPending())) {
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
