package dev.wharf.engine.worker;

import dev.wharf.engine.log.LogThrottle;
import dev.wharf.engine.trace.TraceEvents;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the workers from outside, and reports the one that a handler keeps too long, with the
/// place where it is. Called by one timer thread.
public final class StallDetector {
  private static final Logger log = LoggerFactory.getLogger(StallDetector.class);
  private static final int FRAMES_SHOWN = 12;

  /// How many stalls are logged by themselves in a second; the rest as a sum.
  private static final int MOST_TOLD = 3;

  private static final Duration LEAST_PERIOD = Duration.ofMillis(10);

  private final List<Worker> workers;
  private final long thresholdNanos;
  private final LogThrottle<String> lines =
      LogThrottle.perSecond(
          MOST_TOLD,
          (workers, more) ->
              log.warn("{} were kept {} more times in the last second", workers, more));
  private final LongAdder stalls = new LongAdder();

  /// @param threshold how long a completion may take before it is reported
  public StallDetector(List<Worker> workers, Duration threshold) {
    this.workers = workers;
    this.thresholdNanos = threshold.toNanos();
  }

  /// How often to look: twice within the threshold, but not more often than the timer can.
  public Duration period() {
    Duration half = Duration.ofNanos(thresholdNanos / 2);
    return half.compareTo(LEAST_PERIOD) < 0 ? LEAST_PERIOD : half;
  }

  public long stalls() {
    return stalls.sum();
  }

  public void look() {
    for (Worker worker : workers) {
      for (WorkerThread thread : worker.threads()) {
        look(thread);
      }
    }
  }

  private void look(WorkerThread thread) {
    long since = thread.busySince();
    long nanos = System.nanoTime() - since;
    if (since == 0 || nanos < thresholdNanos || since == thread.reportedBusySince) {
      return;
    }
    thread.reportedBusySince = since;
    stalls.increment();
    TraceEvents.Stall.commit(thread.getName(), nanos);
    if (lines.pass("workers")) {
      log.warn(
          "worker {} has been kept for {} ms", thread.getName(), nanos / 1_000_000, where(thread));
    }
  }

  /// The place where a thread is, for the log to show.
  private static Throwable where(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    Throwable where = new Throwable("it is here");
    where.setStackTrace(Arrays.copyOf(stack, Math.min(stack.length, FRAMES_SHOWN)));
    return where;
  }
}
