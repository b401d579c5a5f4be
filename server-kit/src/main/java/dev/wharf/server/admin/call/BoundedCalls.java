package dev.wharf.server.admin.call;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.log.LogThrottle;
import dev.wharf.engine.timer.JobTimer;
import dev.wharf.engine.timer.TimerHandle;
import dev.wharf.server.admin.http.AdminFailure;
import dev.wharf.server.metrics.Counters;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls functions of the game that answer later, for example a query of a database. A call fails
/// when it gives no result in time, and at once when too many calls of its name are in progress. A
/// call that is late counts as in progress until it ends. Thread-safe.
public final class BoundedCalls {
  private static final Logger log = LoggerFactory.getLogger(BoundedCalls.class);

  private final Duration time;
  private final JobTimer timer;
  private final JobQueue deadlines;
  private final Executor executor;
  private final Counters<AdminFailure> failures;
  private final LogThrottle<String> logThrottle;
  private final Map<String, Semaphore> places = new ConcurrentHashMap<>();

  /// Creates an object without calls in progress.
  ///
  /// @param time the longest time of a call
  /// @param failures counts the calls that fail
  public BoundedCalls(CompletionPort port, Duration time, Counters<AdminFailure> failures) {
    this.time = time;
    this.timer = port.timer();
    this.deadlines = port.timerQueue("admin deadlines");
    this.executor = port.runtime().blockingExecutor("admin-call");
    this.failures = failures;
    this.logThrottle =
        new LogThrottle<>(
            port.runtime(),
            1,
            Duration.ofMinutes(1),
            (name, more) -> log.error("{} failed {} more times in the last minute", name, more));
  }

  /// Calls a function.
  ///
  /// @param name what is called, such as `the table accounts`. There must be few names
  /// @param most the largest number of calls of this name in progress
  /// @param function starts the call; may block
  /// @return a stage that completes on a virtual thread, with the result of the function or with a
  ///   [CallException]
  public <T> CompletionStage<T> call(
      String name, int most, Supplier<? extends CompletionStage<? extends T>> function) {
    Semaphore free = places.computeIfAbsent(name, _ -> new Semaphore(most));
    if (!free.tryAcquire()) {
      failures.count(AdminFailure.BUSY);
      return CompletableFuture.failedFuture(
          new CallException(
              CallException.Kind.BUSY,
              "%s is busy: %d requests have not ended yet".formatted(name, most)));
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      TimerHandle deadline =
          timer.after(time, deadlines, () -> executor.execute(() -> onLate(name, result)));
      executor.execute(
          () ->
              started(function)
                  .whenComplete(
                      (value, thrown) -> {
                        free.release();
                        deadline.cancel();
                        executor.execute(() -> complete(name, result, value, thrown));
                      }));
    } catch (RuntimeException e) { // the port is closed
      free.release();
      result.completeExceptionally(e);
    }
    return result;
  }

  private static <T> CompletionStage<? extends T> started(
      Supplier<? extends CompletionStage<? extends T>> function) {
    try {
      return function.get();
    } catch (Throwable t) {
      return CompletableFuture.failedFuture(t);
    }
  }

  private void onLate(String name, CompletableFuture<?> result) {
    CallException late =
        new CallException(
            CallException.Kind.LATE,
            "%s has not answered within %d ms".formatted(name, time.toMillis()));
    if (result.completeExceptionally(late)) {
      failures.count(AdminFailure.LATE);
    }
  }

  private <T> void complete(
      String name, CompletableFuture<T> result, T value, @Nullable Throwable thrown) {
    if (thrown == null) {
      result.complete(value);
      return;
    }
    failures.count(AdminFailure.ERROR);
    if (logThrottle.pass(name)) {
      log.error("{} failed", name, thrown);
    }
    result.completeExceptionally(
        new CallException(CallException.Kind.FAILED, name + " failed: see the server's log"));
  }
}
