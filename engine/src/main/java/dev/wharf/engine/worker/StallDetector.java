package dev.wharf.engine.worker;

import dev.wharf.engine.log.LogThrottle;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.trace.TraceEvents;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds workers that one completion keeps busy for too long, and logs the stacks of their threads.
/// The thread of the port's timer calls [#look()].
///
/// Each worker thread numbers its completions. When two looks, a threshold apart, find the same
/// number, the thread is stalled. So the workers need not read the clock for each completion. A
/// stall is found for certain when it lasts a quarter longer than the threshold.
public final class StallDetector {
  private static final Logger log = LoggerFactory.getLogger(StallDetector.class);
  private static final int FRAMES_SHOWN = 12;

  /// The most stalls that are logged one by one in a second. Of further stalls, only the number is
  /// logged.
  private static final int MOST_LOGGED = 3;

  /// The number of looks within one threshold.
  private static final int LOOKS = 4;

  private static final Duration LEAST_PERIOD = Duration.ofMillis(10);

  private final List<Worker> workers;
  private final long thresholdNanos;
  private final EngineRuntime runtime;
  private final LogThrottle<String> lines;
  private final LongAdder stalls = new LongAdder();

  /// Creates a detector for the given workers.
  ///
  /// @param runtime the runtime, for its clock
  /// @param threshold how long a completion may take before it is reported
  public StallDetector(EngineRuntime runtime, List<Worker> workers, Duration threshold) {
    this.runtime = runtime;
    this.workers = workers;
    this.thresholdNanos = threshold.toNanos();
    this.lines =
        LogThrottle.perSecond(
            runtime,
            MOST_LOGGED,
            (kept, more) -> log.warn("{} were kept {} more times in the last second", kept, more));
  }

  /// Returns the time between two calls of [#look()]: the threshold divided by [#LOOKS], but at
  /// least 10 ms.
  public Duration period() {
    Duration part = Duration.ofNanos(thresholdNanos / LOOKS);
    return part.compareTo(LEAST_PERIOD) < 0 ? LEAST_PERIOD : part;
  }

  /// Returns the number of stalls since the start.
  public long stalls() {
    return stalls.sum();
  }

  /// Checks all workers once.
  public void look() {
    for (Worker worker : workers) {
      for (WorkerThread thread : worker.threads()) {
        look(thread);
      }
    }
  }

  private void look(WorkerThread thread) {
    long completion = thread.completion();
    long now = runtime.nanoTime();
    if (completion == 0 || completion != thread.seenCompletion) {
      thread.seenCompletion = completion;
      thread.seenAt = now;
      thread.isReported = false;
      return;
    }
    long nanos = now - thread.seenAt;
    if (nanos >= thresholdNanos && !thread.isReported) {
      thread.isReported = true;
      report(thread, nanos);
    }
  }

  private void report(WorkerThread thread, long nanos) {
    stalls.increment();
    TraceEvents.Stall.commit(thread.getName(), nanos);
    if (lines.pass("workers")) {
      log.warn(
          "worker {} has been kept for {} ms", thread.getName(), nanos / 1_000_000, where(thread));
    }
  }

  /// Returns the present stack of a thread, as an exception for the log.
  private static Throwable where(Thread thread) {
    StackTraceElement[] stack = thread.getStackTrace();
    Throwable where = new Throwable("it is here");
    where.setStackTrace(Arrays.copyOf(stack, Math.min(stack.length, FRAMES_SHOWN)));
    return where;
  }
}
