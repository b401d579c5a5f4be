package dev.wharf.engine.uring.channels;

import java.io.IOException;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The future of an operation that was begun without a handler. The future is the operation's
/// handler.
final class OperationFuture<R> extends CompletableFuture<R>
    implements CompletionHandler<R, @Nullable Void> {
  private final Operation<?> operation;

  OperationFuture(Operation<?> operation) {
    this.operation = operation;
  }

  @Override
  public void completed(R result, @Nullable Void attachment) {
    complete(result);
  }

  /// Completes the future with an [IOException], as the JDK's channels do. Any other exception
  /// becomes the cause of an [IOException].
  @Override
  public void failed(Throwable failure, @Nullable Void attachment) {
    completeExceptionally(failure instanceof IOException ? failure : new IOException(failure));
  }

  /// Cancels the operation, unless it has ended. Only the first call returns true, as with the
  /// JDK's channels.
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    if (!completeExceptionally(new CancellationException())) {
      return false;
    }
    operation.cancel(this);
    if (mayInterruptIfRunning) {
      operation.socket.close();
    }
    return true;
  }
}
