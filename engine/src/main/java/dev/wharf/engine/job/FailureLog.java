package dev.wharf.engine.job;

import dev.wharf.engine.log.LogThrottle;
import dev.wharf.engine.runtime.EngineRuntime;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The default of [JobQueueOptions#onFailure]. It logs a failure at level error with the queue's
/// name. For each queue name and exception class, it logs one failure a minute in full, and only
/// the number of the further failures. One throttle serves all queues of the process, so it runs on
/// the system's runtime. Thread-safe.
record FailureLog(String queue) implements Consumer<Throwable> {

  private static final Logger log = LoggerFactory.getLogger(FailureLog.class);
  private static final LogThrottle<Kind> THROTTLE =
      new LogThrottle<>(EngineRuntime.system(), 1, Duration.ofMinutes(1), FailureLog::logSum);

  private record Kind(String queue, Class<?> failure) {}

  @Override
  public void accept(Throwable failure) {
    if (THROTTLE.pass(new Kind(queue, failure.getClass()))) {
      log.error("Queue {}: a job failed", queue, failure);
    }
  }

  private static void logSum(Kind kind, long more) {
    log.error(
        "Queue {}: {} more jobs failed in the last minute, with {}",
        kind.queue,
        more,
        kind.failure.getName());
  }
}
