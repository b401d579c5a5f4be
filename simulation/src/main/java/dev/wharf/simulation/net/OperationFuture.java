package dev.wharf.simulation.net;

import dev.wharf.simulation.schedule.Scheduler;
import java.nio.channels.CompletionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The future of an operation that has no handler. A thread that calls [#get] waits in the
/// scheduler, and so in virtual time.
final class OperationFuture<V extends @Nullable Object>
    implements Future<V>, CompletionHandler<V, @Nullable Object> {
  private final Scheduler scheduler;
  private final List<Thread> waiting = new ArrayList<>();
  private final Cancel onCancel;
  private State state = State.RUNNING;
  private @Nullable V result;
  private @Nullable Throwable failure;

  /// Stops an operation whose future was cancelled.
  @FunctionalInterface
  interface Cancel {
    /// Stops the operation.
    ///
    /// @param closes whether the channel must be closed, too
    void cancel(boolean closes);
  }

  OperationFuture(Scheduler scheduler, Cancel onCancel) {
    this.scheduler = scheduler;
    this.onCancel = onCancel;
  }

  @Override
  public void completed(V value, @Nullable Object attachment) {
    result = value;
    end(State.SUCCESS);
  }

  @Override
  public void failed(Throwable thrown, @Nullable Object attachment) {
    failure = thrown;
    end(State.FAILED);
  }

  private void end(State how) {
    state = how;
    waiting.forEach(scheduler::unpark);
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
    while (!isDone()) {
      park(Long.MAX_VALUE);
    }
    return report();
  }

  @Override
  public V get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    long deadline = scheduler.now() + unit.toNanos(timeout);
    while (!isDone()) {
      long left = deadline - scheduler.now();
      if (left <= 0) {
        throw new TimeoutException();
      }
      park(left);
    }
    return report();
  }

  private void park(long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    waiting.add(Thread.currentThread());
    scheduler.parkNanos(nanos);
    waiting.remove(Thread.currentThread());
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
