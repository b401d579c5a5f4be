package dev.wharf.engine.job;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/// How a [JobQueue] behaves. One instance serves any number of queues of a kind.
///
/// @param name names the queue (or the kind of queue) in exceptions and logs
/// @param capacity jobs that may wait and run at one time, 1 to [#MAX_CAPACITY]
/// @param budget how long a runner may drain queued jobs before the executor gets the rest, zero
///   (one job each time) to one minute
/// @param onFailure is given whatever a job throws and each [JobHandOverException], on the thread
///   where it happened; may be called by several queues at one time; what it throws itself is
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

  /// Named `jobs`, 4096 jobs, 5 ms, failures logged at error with the queue's name (the same
  /// failure again within a minute as a sum).
  public static JobQueueOptions defaults() {
    return DEFAULTS;
  }

  /// Renames the queue, in the default failure log too.
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
