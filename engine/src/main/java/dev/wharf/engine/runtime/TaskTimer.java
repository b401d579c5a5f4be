package dev.wharf.engine.runtime;

/// Runs tasks later, one after another on one thread. Made by [EngineRuntime#newTimer].
/// Thread-safe.
public interface TaskTimer extends AutoCloseable {
  /// A task of a timer.
  interface Task {
    /// Called on the timer's thread when the delay has passed. Must not block.
    void onDue();

    /// Called instead of [#onDue] when the timer is closed before the delay has passed. Called on
    /// the thread that closes the timer.
    void onDropped();
  }

  /// Schedules a task.
  ///
  /// @throws IllegalStateException after [#close]
  Scheduled schedule(Task task, long delayNanos);

  /// Drops the tasks that are not due yet, and waits for the timer's thread to end. A task on the
  /// timer's own thread must not call this method.
  @Override
  void close();
}
