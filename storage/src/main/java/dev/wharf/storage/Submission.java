package dev.wharf.storage;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueFullException;
import dev.wharf.server.player.GameSession;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A work that was submitted to the [Storage]. Its outcome comes back on a queue of the game.
/// Thread-safe.
///
/// @param <R> the result of the work
public final class Submission<R extends @Nullable Object> {
  private final Storage storage;
  private final CompletableFuture<R> outcome;

  Submission(Storage storage, CompletableFuture<R> outcome) {
    this.storage = storage;
    this.outcome = outcome;
  }

  /// Calls `next` with the outcome, in a callback of a session. So nothing else of the player runs
  /// at the same time. A player who has lost the connection and may come back still gets the call.
  /// When the session has ended for good, `next` is not called. A session whose queue has no room
  /// for the call is closed.
  public void then(GameSession session, Consumer<? super Outcome<R>> next) {
    deliver(
        outcome -> {
          try {
            boolean _ = session.execute(() -> next.accept(outcome));
          } catch (JobQueueFullException e) {
            storage.onDropped("a session");
            session.close(CloseReason.OVERLOADED, "its task queue has no room for a result");
          }
        });
  }

  /// Calls `next` with the outcome, as a job of a queue, such as a room's. When the queue is full
  /// or closed, `next` is not called; the storage logs and counts this (`results_dropped`).
  public void then(JobQueue queue, Consumer<? super Outcome<R>> next) {
    deliver(
        outcome -> {
          if (!queue.tryPost(() -> next.accept(outcome))) {
            storage.onDropped(queue.name());
          }
        });
  }

  /// Calls a function with the outcome, on a thread of the storage; on this one when it is known.
  void deliver(Consumer<Outcome<R>> to) {
    var _ = outcome.whenComplete((result, thrown) -> to.accept(outcomeOf(result, thrown)));
  }

  private static <R extends @Nullable Object> Outcome<R> outcomeOf(
      R result, @Nullable Throwable thrown) {
    return switch (thrown) {
      case null -> new Outcome.Done<>(result);
      case StorageException why -> new Outcome.NotDone<>(why);
      case CompletionException e when e.getCause() instanceof StorageException why ->
          new Outcome.NotDone<>(why);
      default -> throw new IllegalStateException(thrown);
    };
  }

  /// Waits for the result. Only for a thread that may block, such as that of an
  /// [Authenticator][dev.wharf.server.login.Authenticator]. A worker of the completion port must
  /// not call this method.
  ///
  /// @throws StorageException when the work has not succeeded
  /// @throws InterruptedException when the thread was interrupted
  public R await() throws InterruptedException {
    storage.await(outcome);
    if (!outcome.isCompletedExceptionally()) {
      return outcome.resultNow();
    } else if (outcome.exceptionNow() instanceof StorageException why) {
      throw why;
    }
    throw new IllegalStateException(outcome.exceptionNow());
  }

  /// Returns a future of the result, for a hook such as
  /// [GameContext#onGoneSave][dev.wharf.server.GameContext#onGoneSave]. It completes on a thread of
  /// the storage, whose other works wait meanwhile: what depends on it must not block. It fails
  /// with a [StorageException].
  public CompletableFuture<R> future() {
    return outcome.copy();
  }
}
