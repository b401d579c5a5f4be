package dev.wharf.engine.worker;

import dev.wharf.engine.job.JobFailures;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Handles the deaths of a port's workers. It closes the worker's sessions, and logs and counts the
/// death. It completes [#failure()] when the worker stays dead. Thread-safe.
public final class WorkerDeaths implements Worker.Owner {
  private static final Logger log = LoggerFactory.getLogger(WorkerDeaths.class);

  private final Consumer<Worker> closeSessions;
  private final LongAdder deaths = new LongAdder();
  private final JobFailures jobFailures = new JobFailures();
  private final CompletableFuture<String> failure = new CompletableFuture<>();

  /// Counters at zero.
  ///
  /// @param closeSessions closes the sessions of a worker
  public WorkerDeaths(Consumer<Worker> closeSessions) {
    this.closeSessions = closeSessions;
  }

  /// The number of deaths so far.
  public long count() {
    return deaths.sum();
  }

  /// Completes with the reason when a worker has died and stays dead.
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
