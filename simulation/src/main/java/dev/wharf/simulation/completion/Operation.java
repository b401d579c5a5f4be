package dev.wharf.simulation.completion;

import dev.wharf.simulation.schedule.Event;
import dev.wharf.simulation.schedule.Scheduler;
import java.nio.channels.CompletionHandler;
import org.jspecify.annotations.Nullable;

/// An operation that has begun. Its handler is called exactly once, unless the operation is
/// dropped.
public final class Operation<R extends @Nullable Object> {
  private final Scheduler scheduler;
  private final SimulatedGroup group;
  private final CompletionHandler<R, @Nullable Object> handler;
  private final @Nullable Object attachment;
  private Runnable beforeHandler = Operation::doNothing;
  private @Nullable Event timeout;
  private boolean isDone;

  /// Creates an operation that is pending.
  @SuppressWarnings("unchecked") // the handler gets only its own attachment
  public Operation(
      Scheduler scheduler,
      SimulatedGroup group,
      CompletionHandler<? extends R, ?> handler,
      @Nullable Object attachment) {
    this.scheduler = scheduler;
    this.group = group;
    this.handler = (CompletionHandler<R, @Nullable Object>) handler;
    this.attachment = attachment;
  }

  private static void doNothing() {}

  /// Sets the action to run directly before the handler is called.
  public void beforeHandler(Runnable action) {
    beforeHandler = action;
  }

  /// Sets the action to run when the operation has not ended after this time.
  public void onTimeout(long nanos, Runnable action) {
    timeout = scheduler.after(nanos, action);
  }

  /// Ends the operation with a result. Does nothing when the operation has ended.
  public void complete(R result) {
    if (end()) {
      group.deliver(
          handler,
          () -> {
            beforeHandler.run();
            handler.completed(result, attachment);
          });
    }
  }

  /// Ends the operation with a failure. Does nothing when the operation has ended.
  public void fail(Throwable failure) {
    if (end()) {
      group.deliver(
          handler,
          () -> {
            beforeHandler.run();
            handler.failed(failure, attachment);
          });
    }
  }

  /// Ends the operation without calling its handler, because its future was cancelled.
  public void drop() {
    boolean _ = end();
  }

  private boolean end() {
    if (isDone) {
      return false;
    }
    isDone = true;
    if (timeout != null) {
      scheduler.cancel(timeout);
    }
    return true;
  }
}
