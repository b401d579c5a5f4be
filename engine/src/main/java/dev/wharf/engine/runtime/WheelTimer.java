package dev.wharf.engine.runtime;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The timer of the system's runtime, on Netty's hashed wheel timer.
final class WheelTimer implements TaskTimer {
  private static final int SLOTS = 512;

  private final HashedWheelTimer wheel;

  WheelTimer(String threadName, Duration tick) {
    wheel =
        new HashedWheelTimer(
            Thread.ofPlatform().daemon().name(threadName).factory(),
            tick.toNanos(),
            TimeUnit.NANOSECONDS,
            SLOTS,
            false);
  }

  @Override
  public Scheduled schedule(Task task, long delayNanos) {
    Entry entry = new Entry(task);
    entry.timeout = wheel.newTimeout(entry, delayNanos, TimeUnit.NANOSECONDS);
    return entry;
  }

  @Override
  public void close() {
    for (Timeout dropped : wheel.stop()) {
      ((Entry) dropped.task()).task.onDropped();
    }
  }

  /// A task in the wheel.
  private static final class Entry implements TimerTask, Scheduled {
    private final Task task;

    /// The wheel's handle for this task, which can cancel the task. The thread that schedules the
    /// task sets this field before [TaskTimer#schedule] returns the entry.
    private @Nullable Timeout timeout;

    Entry(Task task) {
      this.task = task;
    }

    @Override
    public void run(Timeout due) {
      task.onDue();
    }

    @Override
    public void cancel() {
      Timeout placed = timeout;
      if (placed != null) {
        placed.cancel();
      }
    }
  }
}
