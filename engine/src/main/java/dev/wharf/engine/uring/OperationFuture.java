package dev.wharf.engine.uring;

import java.io.IOException;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What somebody who gave no handler waits for.
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

  /// What is not an [IOException] becomes the cause of one, as with the JDK's channels.
  @Override
  public void failed(Throwable failure, @Nullable Void attachment) {
    completeExceptionally(failure instanceof IOException ? failure : new IOException(failure));
  }

  /// True for the first who cancels, alone, as with the JDK's channels.
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
