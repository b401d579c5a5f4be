package dev.wharf.engine.runtime;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A wait of the calling thread, built on [EngineRuntime#parkNanos].
///
/// @param pollNanos the longest time between two checks of the condition
record Wait(EngineRuntime runtime, long pollNanos) {
  /// Parks the calling thread until a condition holds.
  ///
  /// @return whether the condition holds; false when the time has passed
  boolean until(BooleanSupplier condition, Duration time) throws InterruptedException {
    long begin = runtime.nanoTime();
    long allowed = TimeUnit.NANOSECONDS.convert(time);
    while (!condition.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long left = allowed - (runtime.nanoTime() - begin);
      if (left <= 0) {
        return false;
      }
      runtime.parkNanos(Math.min(left, pollNanos));
    }
    return true;
  }

  /// Parks the calling thread until a future is completed. When the time has passed, nothing stays
  /// in the future: the end of the wait completes `anyOf`, which then leaves the future.
  ///
  /// @return whether the future is completed
  boolean untilDone(CompletableFuture<?> future, Duration time) throws InterruptedException {
    Thread waiting = Thread.currentThread();
    CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    var _ =
        CompletableFuture.anyOf(future, end)
            .whenComplete((_, _) -> unparkUnless(end.isDone(), waiting));
    try {
      return until(future::isDone, time);
    } finally {
      end.complete(null);
    }
  }

  private void unparkUnless(boolean hasEnded, Thread waiting) {
    if (!hasEnded) {
      runtime.unpark(waiting);
    }
  }
}
