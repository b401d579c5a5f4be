package dev.wharf.simulation.completion;

import dev.wharf.simulation.schedule.Scheduler;
import java.io.IOException;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The future of an operation that has no handler. A thread that calls [#get] waits in the
/// scheduler, and so in virtual time.
public final class OperationFuture<V extends @Nullable Object>
    implements Future<V>, CompletionHandler<V, @Nullable Object> {
  private final Scheduler scheduler;
  private final Waiters waiters;
  private final Cancel onCancel;
  private State state = State.RUNNING;
  private @Nullable V result;
  private @Nullable Throwable failure;

  /// Stops an operation whose future was cancelled.
  @FunctionalInterface
  public interface Cancel {
    /// Stops the operation.
    ///
    /// @param closes whether the channel must be closed, too
    void cancel(boolean closes);
  }

  /// Creates the future of an operation that begins.
  public OperationFuture(Scheduler scheduler, Cancel onCancel) {
    this.scheduler = scheduler;
    this.waiters = new Waiters(scheduler);
    this.onCancel = onCancel;
  }

  @Override
  public void completed(V value, @Nullable Object attachment) {
    result = value;
    end(State.SUCCESS);
  }

  /// The JDK's futures fail with an `IOException` or its subclass, and so does this one.
  @Override
  public void failed(Throwable thrown, @Nullable Object attachment) {
    failure = thrown instanceof IOException ? thrown : new IOException(thrown);
    end(State.FAILED);
  }

  private void end(State how) {
    state = how;
    waiters.wake();
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    scheduler.checkTurn();
    if (isDone()) {
      return false;
    }
    end(State.CANCELLED);
    onCancel.cancel(mayInterruptIfRunning);
    return true;
  }

  @Override
  public boolean isCancelled() {
    return state == State.CANCELLED;
  }

  @Override
  public boolean isDone() {
    return state != State.RUNNING;
  }

  @Override
  public V get() throws InterruptedException, ExecutionException {
    boolean _ = waiters.await(this::isDone, Long.MAX_VALUE);
    return report();
  }

  @Override
  public V get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!waiters.await(this::isDone, unit.toNanos(timeout))) {
      throw new TimeoutException();
    }
    return report();
  }

  @SuppressWarnings("NullAway") // without a failure there is a result, which is null for a Void
  private V report() throws ExecutionException {
    if (state == State.CANCELLED) {
      throw new CancellationException();
    }
    if (failure != null) {
      throw new ExecutionException(failure);
    }
    return result;
  }
}
