package dev.wharf.engine.timer;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.runtime.Scheduled;
import dev.wharf.engine.runtime.TaskTimer;
import org.jspecify.annotations.Nullable;

/// Gives a [JobTimer] the timer and the clock of its runtime. Thread-safe.
final class RuntimeTimer {
  private final EngineRuntime runtime;
  private final long tickNanos;
  private final TaskTimer timer;

  /// Whether [#close()] was called. Set before the timer is closed, so that a task that is placed
  /// at the same moment is not lost.
  private volatile boolean closed;

  RuntimeTimer(JobTimerOptions options, EngineRuntime runtime) {
    this.runtime = runtime;
    this.tickNanos = options.tick().toNanos();
    this.timer = runtime.newTimer(options.threadName(), options.tick());
  }

  /// Returns the time of the runtime's clock, in nanoseconds.
  long nanoTime() {
    return runtime.nanoTime();
  }

  long tickNanos() {
    return tickNanos;
  }

  boolean isClosed() {
    return closed;
  }

  /// Schedules a task. Returns null when the timer is closed.
  @Nullable Scheduled place(TaskTimer.Task task, long delayNanos) {
    if (closed) {
      return null;
    }
    Scheduled placed;
    try {
      placed = timer.schedule(task, delayNanos);
    } catch (IllegalStateException stopped) {
      return null;
    }
    // While `closed` is false, a later close drops the task. When it is true, the timer may have
    // ended before the task was in it, and nobody would drop the task.
    if (closed) {
      placed.cancel();
      return null;
    }
    return placed;
  }

  /// Drops the tasks that are not due yet, and waits for the timer's thread to end.
  void close() {
    closed = true;
    timer.close();
  }
}
