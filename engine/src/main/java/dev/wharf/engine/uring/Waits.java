package dev.wharf.engine.uring;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Waiting for other threads.
final class Waits {
  private Waits() {}

  /// Waits for the future; an interrupt meanwhile is kept for later.
  static void uninterruptibly(Future<?> future) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          future.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException failure(ExecutionException failure) {
    Throwable cause = failure.getCause();
    return cause instanceof IOException e ? e : new IOException(String.valueOf(cause), cause);
  }
}
