package dev.wharf.engine.runtime;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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

  /// Parks the calling thread until a future is completed. When the time has passed, the future
  /// keeps no reference to the thread.
  ///
  /// @return whether the future is completed
  boolean untilDone(CompletableFuture<?> future, Duration time) throws InterruptedException {
    AtomicReference<@Nullable Thread> waiting = new AtomicReference<>(Thread.currentThread());
    var _ = future.whenComplete((_, _) -> unpark(waiting.get()));
    try {
      return until(future::isDone, time);
    } finally {
      waiting.set(null);
    }
  }

  private void unpark(@Nullable Thread thread) {
    if (thread != null) {
      runtime.unpark(thread);
    }
  }
}
