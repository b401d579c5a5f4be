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

  /// Creates a timer on the system's runtime. The timer's thread starts with the first job.
  public JobTimer(JobTimerOptions options) {
    this(options, EngineRuntime.system());
  }

  /// Creates a timer that takes its clock and its thread from the given runtime. The timer's thread
  /// starts with the first job.
  public JobTimer(JobTimerOptions options, EngineRuntime runtime) {
    this.options = Objects.requireNonNull(options, "options");
    this.runtimeTimer = new RuntimeTimer(options, runtime);
  }

  /// Runs the job once, `delay` from now. When the job is due and its queue is full, the timer
  /// tries again at each tick.
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

  /// Runs the job at a fixed rate: first `period` from now, then at each multiple of `period`,
  /// until the job is cancelled or its queue is closed. A run that throws does not end the job.
  ///
  /// Runs never overlap or pile up: at most one run waits in the queue. When the queue or the job
  /// is slow, overdue runs follow at once, up to [JobTimerOptions#maxCatchUp] of them, and further
  /// runs are skipped. A run that finds the queue full is skipped as well. Skipped runs are counted
  /// ([TimerHandle#skipped]), and later runs stay at the multiples of the period.
  ///
  /// @param period [JobTimerOptions#tick] to [#MAX_DELAY]
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

  /// Returns the number of jobs that are scheduled and have not ended.
  public int pending() {
    return counters.pending();
  }

  /// Returns the number of runs of all periodic jobs that were due and did not take place.
  public long skipped() {
    return counters.skipped();
  }

  /// Returns how often a due job found its queue full.
  public long rejected() {
    return counters.rejected();
  }

  /// Counts the periodic jobs that keep failing, with one entry for each queue name. A job keeps
  /// failing when at least its last three runs have all thrown an exception, and the first run in
  /// this row of failures ended at least `time` ago. A queue name without a failing job has no
  /// entry.
  public List<PeriodicJobs> failingFor(Duration time) {
    return counters.failingFor(time);
  }

  /// Ends every scheduled job and stops the timer's thread. A run that already waits in a queue may
  /// still take place; a periodic job ends with that run at the latest. May be called several
  /// times, but not on the timer's thread, because it waits for that thread to end.
  @Override
  public void close() {
    runtimeTimer.close();
  }

  @Override
  public String toString() {
    return "JobTimer[" + options.threadName() + ", pending=" + pending() + "]";
  }

  /// Returns the time of the timer's clock, in nanoseconds.
  long nanoTime() {
    return runtimeTimer.nanoTime();
  }

  /// Checks a period and converts it to nanoseconds.
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
