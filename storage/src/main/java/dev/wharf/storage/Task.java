package dev.wharf.storage;

import dev.wharf.engine.runtime.Scheduled;
import dev.wharf.server.metrics.Counters;
import dev.wharf.storage.StorageException.Reason;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// One submitted work, from its submission until its outcome. The outcome is decided once: by the
/// writer that has run the work, or by the deadline.
///
/// @param <R> the result of the work
final class Task<R extends @Nullable Object> {
  private enum Stage {
    WAITING,
    RUNNING,
    /// The caller has the outcome. A writer may still run the work.
    DECIDED
  }

  private final Work<R> work;
  private final List<String> lanes;
  private final boolean mayRepeatUnknown;
  private final long submitted;
  private final Counters<StorageEvent> counters;
  private final CompletableFuture<R> outcome = new CompletableFuture<>();
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);

  /// The timer of the deadline; null until it has started.
  private volatile @Nullable Scheduled deadline;

  /// The number of lanes in which an earlier task comes first. Guarded by [Lanes].
  int lanesBehind;

  /// The result of the last run. Like the next two fields, confined to the task's writer.
  private @Nullable R result;

  private @Nullable Throwable failure;
  private int rollbacks;

  /// @param lanes the lanes, in ascending order, each once
  /// @param mayRepeatUnknown whether the work finds out by itself that it has run before
  /// @param submitted the time, by the runtime's clock
  /// @param counters counts the outcome before the caller gets it
  Task(
      Work<R> work,
      List<String> lanes,
      boolean mayRepeatUnknown,
      long submitted,
      Counters<StorageEvent> counters) {
    this.work = work;
    this.lanes = lanes;
    this.mayRepeatUnknown = mayRepeatUnknown;
    this.submitted = submitted;
    this.counters = counters;
  }

  List<String> lanes() {
    return lanes;
  }

  boolean mayRepeatUnknown() {
    return mayRepeatUnknown;
  }

  long submitted() {
    return submitted;
  }

  CompletableFuture<R> outcome() {
    return outcome;
  }

  void setDeadline(Scheduled timer) {
    deadline = timer;
    if (isDecided()) {
      timer.cancel();
    }
  }

  /// Begins a run of the work.
  ///
  /// @return false when the outcome is decided already, so that the work must not run
  boolean begin() {
    boolean isFirst = stage.compareAndSet(Stage.WAITING, Stage.RUNNING);
    return isFirst || stage.get() == Stage.RUNNING;
  }

  boolean isDecided() {
    return stage.get() == Stage.DECIDED;
  }

  /// Runs the work, and keeps its result until [#decide()].
  void run(Handle handle) throws Exception {
    failure = null;
    result = work.run(handle);
  }

  /// Keeps the exception of the work until [#decide()].
  void setFailure(Throwable thrown) {
    failure = thrown;
  }

  /// Returns the exception of the last run; null when the work has returned.
  @Nullable Throwable failure() {
    return failure;
  }

  int countRollback() {
    return ++rollbacks;
  }

  /// Decides after the commit: with the result of the last run, or with its exception.
  ///
  /// @return whether the work has failed, and nobody has told its caller before
  @SuppressWarnings("NullAway") // a result may be null when its type says so
  boolean decide() {
    Throwable thrown = failure;
    if (thrown != null) {
      return fail(new StorageException(Reason.FAILED, "the work has failed", thrown));
    }
    if (claim()) {
      counters.count(StorageEvent.WORKS_DONE);
      outcome.complete(result);
    }
    return false;
  }

  /// Decides that the work has not succeeded.
  ///
  /// @return false when the outcome was decided before
  boolean fail(StorageException why) {
    boolean claims = claim();
    if (claims) {
      counters.count(eventOf(why));
      outcome.completeExceptionally(why);
    }
    return claims;
  }

  /// Decides at the deadline. A work that has not begun has changed nothing. The outcome of one
  /// that has begun is not known.
  ///
  /// @param time the time that the work had, as a text
  /// @return whether the work has not begun, so that it must not begin
  boolean expire(String time) {
    if (stage.compareAndSet(Stage.WAITING, Stage.DECIDED)) {
      counters.count(StorageEvent.WORKS_LATE);
      outcome.completeExceptionally(
          new StorageException(Reason.LATE, "the work did not begin within " + time));
      return true;
    }
    boolean _ =
        fail(
            new StorageException(
                Reason.UNKNOWN,
                "the work did not end within " + time + ", so its outcome is unknown"));
    return false;
  }

  private boolean claim() {
    boolean claims = stage.getAndSet(Stage.DECIDED) != Stage.DECIDED;
    Scheduled timer = deadline;
    if (claims && timer != null) {
      timer.cancel();
    }
    return claims;
  }

  private static StorageEvent eventOf(StorageException why) {
    return switch (why.reason()) {
      case BUSY, CLOSED -> StorageEvent.WORKS_REFUSED;
      case LATE -> StorageEvent.WORKS_LATE;
      case FAILED ->
          why.getCause() instanceof WorkRefusedException
              ? StorageEvent.WORKS_AGAINST_RULES
              : StorageEvent.WORKS_FAILED;
      case UNKNOWN -> StorageEvent.WORKS_UNKNOWN;
    };
  }
}
