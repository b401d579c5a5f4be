package dev.wharf.server.metrics;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.job.TimerHandle;
import java.time.Duration;

/// Looks at something again and again, on the port's timer thread: for looks that take no time.
public final class Sampling {
  private static final int CAPACITY = 4;

  private Sampling() {}

  /// Begins to look.
  ///
  /// @param name for the log, should a look fail
  /// @return what ends it
  public static TimerHandle every(
      Duration period, CompletionPort port, String name, Runnable look) {
    JobQueueOptions options = JobQueueOptions.defaults().withName(name).withCapacity(CAPACITY);
    return port.timer().every(period, new JobQueue(Runnable::run, options), look);
  }
}
