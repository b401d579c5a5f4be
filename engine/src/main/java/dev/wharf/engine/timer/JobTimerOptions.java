package dev.wharf.engine.timer;

import java.time.Duration;
import java.util.Objects;

/// The options of a [JobTimer].
///
/// @param threadName the name of the timer's one daemon thread
/// @param tick the timer's resolution, 1 ms to 1 s: a job is due up to two ticks late, never early
/// @param maxPending the most jobs that are scheduled and have not ended, including periodic jobs;
///   1 or more
/// @param maxCatchUp how many overdue runs of a periodic job may start directly after a late run, 0
///   or more; further overdue runs are skipped
public record JobTimerOptions(String threadName, Duration tick, int maxPending, int maxCatchUp) {

  private static final Duration MIN_TICK = Duration.ofMillis(1);
  private static final Duration MAX_TICK = Duration.ofSeconds(1);
  private static final JobTimerOptions DEFAULTS =
      new JobTimerOptions("job-timer", Duration.ofMillis(10), 1_000_000, 5);

  public JobTimerOptions {
    Objects.requireNonNull(threadName, "threadName");
    if (threadName.isBlank()) {
      throw new IllegalArgumentException("threadName is blank");
    }
    if (tick.compareTo(MIN_TICK) < 0 || tick.compareTo(MAX_TICK) > 0) {
      throw new IllegalArgumentException("tick " + tick + " is not in PT0.001S..PT1S");
    }
    if (maxPending < 1) {
      throw new IllegalArgumentException("maxPending " + maxPending + " is less than 1");
    }
    if (maxCatchUp < 0) {
      throw new IllegalArgumentException("maxCatchUp " + maxCatchUp + " is negative");
    }
  }

  /// Returns the defaults: thread `job-timer`, tick 10 ms, 1,000,000 pending jobs, 5 overdue runs
  /// at once.
  public static JobTimerOptions defaults() {
    return DEFAULTS;
  }

  public JobTimerOptions withThreadName(String threadName) {
    return new JobTimerOptions(threadName, tick, maxPending, maxCatchUp);
  }

  public JobTimerOptions withTick(Duration tick) {
    return new JobTimerOptions(threadName, tick, maxPending, maxCatchUp);
  }

  public JobTimerOptions withMaxPending(int maxPending) {
    return new JobTimerOptions(threadName, tick, maxPending, maxCatchUp);
  }

  public JobTimerOptions withMaxCatchUp(int maxCatchUp) {
    return new JobTimerOptions(threadName, tick, maxPending, maxCatchUp);
  }
}
