package dev.wharf.engine.timer;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.runtime.Scheduled;
import dev.wharf.engine.runtime.TaskTimer;
import org.jspecify.annotations.Nullable;

/// The runtime's timer and clock, for a [JobTimer]. Thread-safe.
final class RuntimeTimer {
  private final EngineRuntime runtime;
  private final long tickNanos;
  private final TaskTimer timer;

  /// Set before the timer is closed, so that a task that is placed at the same moment is not lost.
  private volatile boolean closed;

  RuntimeTimer(JobTimerOptions options, EngineRuntime runtime) {
    this.runtime = runtime;
    this.tickNanos = options.tick().toNanos();
    this.timer = runtime.newTimer(options.threadName(), options.tick());
  }

  /// The runtime's clock, in nanoseconds.
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
    // An open timer is closed later, and then drops the task. A closed timer may have ended before
    // the task was in it.
    if (closed) {
      placed.cancel();
      return null;
    }
    return placed;
  }

  /// Drops the tasks that are not due, and waits for the timer's thread.
  void close() {
    closed = true;
    timer.close();
  }
}
