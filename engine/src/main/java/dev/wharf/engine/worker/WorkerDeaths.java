package dev.wharf.engine.worker;

import dev.wharf.engine.job.JobFailures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Handles the death of a worker: closes the worker's sessions, logs the death and counts it. When
/// the worker cannot be replaced, completes [#failure()]. Thread-safe.
public final class WorkerDeaths implements Worker.Owner {
  private static final Logger log = LoggerFactory.getLogger(WorkerDeaths.class);

  private final Consumer<Worker> closeSessions;
  private final LongAdder deaths = new LongAdder();
  private final JobFailures jobFailures = new JobFailures();
  private final CompletableFuture<String> failure = new CompletableFuture<>();

  /// Creates the handler of worker deaths for one port.
  ///
  /// @param closeSessions closes the sessions of a worker
  public WorkerDeaths(Consumer<Worker> closeSessions) {
    this.closeSessions = closeSessions;
  }

  /// Returns the number of deaths since the start.
  public long count() {
    return deaths.sum();
  }

  /// Returns a future that completes, with the reason, when a worker has died and cannot be
  /// replaced.
  public CompletableFuture<String> failure() {
    return failure;
  }

  @Override
  public JobFailures jobFailures() {
    return jobFailures;
  }

  @Override
  public void onDied(Worker worker) {
    deaths.increment();
    log.error("worker {} has died: its sessions are closed", worker);
    closeSessions.accept(worker);
  }

  @Override
  public void onReplaced(Worker worker) {
    log.warn("another worker has taken the place of {}", worker);
  }

  @Override
  public void onLost(Worker worker, Throwable why) {
    String reason = "worker " + worker + " died, and cannot be replaced: " + why.getMessage();
    log.error("{}", reason, why);
    failure.complete(reason);
  }
}
