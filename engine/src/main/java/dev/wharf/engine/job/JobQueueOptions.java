package dev.wharf.engine.job;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/// The options of a [JobQueue]. Queues of the same kind can share one instance.
///
/// @param name the name of the queue, or of its kind, for exceptions and logs
/// @param capacity the most jobs that wait and run at one time, 1 to [#MAX_CAPACITY]
/// @param budget how long a runner runs queued jobs before the executor gets the remaining jobs;
///   zero (one job each time) to one minute
/// @param onFailure gets each exception of a job and each [JobHandOverException], on the thread
///   where it happened. Several queues may call it at one time. An exception from `onFailure` is
///   logged
public record JobQueueOptions(
    String name, int capacity, Duration budget, Consumer<Throwable> onFailure) {

  public static final int MAX_CAPACITY = 1 << 30;

  private static final Duration MAX_BUDGET = Duration.ofMinutes(1);
  private static final JobQueueOptions DEFAULTS =
      new JobQueueOptions("jobs", 4096, Duration.ofMillis(5), new FailureLog("jobs"));

  public JobQueueOptions {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(onFailure, "onFailure");
    if (name.isBlank()) {
      throw new IllegalArgumentException("name is blank");
    }
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException("capacity " + capacity + " is not in 1.." + MAX_CAPACITY);
    }
    if (budget.isNegative() || budget.compareTo(MAX_BUDGET) > 0) {
      throw new IllegalArgumentException("budget " + budget + " is not in 0.." + MAX_BUDGET);
    }
  }

  /// Returns the defaults: name `jobs`, 4096 jobs, 5 ms. Failures are logged at level error with
  /// the queue's name; repetitions within a minute are logged as a number.
  public static JobQueueOptions defaults() {
    return DEFAULTS;
  }

  /// Returns a copy with another name. The default failure log shows the new name, too.
  public JobQueueOptions withName(String name) {
    return new JobQueueOptions(
        name, capacity, budget, onFailure instanceof FailureLog ? new FailureLog(name) : onFailure);
  }

  public JobQueueOptions withCapacity(int capacity) {
    return new JobQueueOptions(name, capacity, budget, onFailure);
  }

  public JobQueueOptions withBudget(Duration budget) {
    return new JobQueueOptions(name, capacity, budget, onFailure);
  }

  public JobQueueOptions withOnFailure(Consumer<Throwable> onFailure) {
    return new JobQueueOptions(name, capacity, budget, onFailure);
  }
}
