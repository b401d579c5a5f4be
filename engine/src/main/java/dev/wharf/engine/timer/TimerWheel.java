package dev.wharf.engine.timer;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The wheel of a [JobTimer], its one daemon thread, and its clock. Thread-safe.
final class TimerWheel {
  private static final int SLOTS = 512;

  private final LongSupplier nanoClock;
  private final long tickNanos;
  private final HashedWheelTimer wheel;

  /// Set before the wheel stops, so that a task that is placed at the same moment is not lost.
  private volatile boolean closed;

  TimerWheel(JobTimerOptions options, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    tickNanos = options.tick().toNanos();
    wheel =
        new HashedWheelTimer(
            Thread.ofPlatform().daemon().name(options.threadName()).factory(),
            tickNanos,
            TimeUnit.NANOSECONDS,
            SLOTS,
            false);
  }

  /// The timer's clock, in nanoseconds.
  long nanoTime() {
    return nanoClock.getAsLong();
  }

  long tickNanos() {
    return tickNanos;
  }

  boolean isClosed() {
    return closed;
  }

  /// Puts a task into the wheel. Returns null when the wheel is closed.
  @Nullable Timeout place(TimerTask task, long delayNanos) {
    if (closed) {
      return null;
    }
    Timeout placed;
    try {
      placed = wheel.newTimeout(task, delayNanos, TimeUnit.NANOSECONDS);
    } catch (IllegalStateException stopped) {
      return null;
    }
    // An open wheel stops later, and close() then returns the task. A closed wheel may have stopped
    // before the task was in it.
    if (closed) {
      placed.cancel();
      return null;
    }
    return placed;
  }

  /// Stops the thread, and waits for it. Returns the tasks that were in the wheel.
  Set<Timeout> close() {
    closed = true;
    return wheel.stop();
  }
}
