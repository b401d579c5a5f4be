package dev.wharf.engine.runtime;

/// Runs tasks later, one after another on one thread. Made by [EngineRuntime#newTimer].
/// Thread-safe.
public interface TaskTimer extends AutoCloseable {
  /// A task of a timer.
  interface Task {
    /// Called on the timer's thread when the delay has passed. Must not block.
    void onDue();

    /// Called in place of [#onDue] when the timer is closed first, on the closing thread.
    void onDropped();
  }

  /// Schedules a task.
  ///
  /// @throws IllegalStateException after [#close]
  Scheduled schedule(Task task, long delayNanos);

  /// Drops the tasks that are not due, and waits for the timer's thread to end. The timer's own
  /// thread must not call it.
  @Override
  void close();
}
