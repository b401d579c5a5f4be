package dev.wharf.engine.job;

import dev.wharf.engine.runtime.EngineRuntime;
import java.util.concurrent.Executor;

/// An executor that counts the failures of its job queues, and supplies the clock for the budgets
/// of these queues. Each [JobQueue] that is made with this executor uses its counters and its
/// clock. An executor that can close, such as that of a port, runs close actions.
public interface JobExecutor extends Executor {
  /// Returns the counters that all queues of this executor share.
  JobFailures jobFailures();

  /// Returns the runtime whose clock measures the budgets of the queues.
  default EngineRuntime runtime() {
    return EngineRuntime.system();
  }

  /// Adds an action that runs when the executor closes, while it still runs tasks. So an object
  /// whose tasks run here can end before its tasks are rejected. The action may not block or throw.
  /// The caller removes the action when the object ends earlier. Thread-safe.
  ///
  /// @return false when the executor has closed, so that the action would not run
  default boolean addCloseAction(Runnable action) {
    return true;
  }

  /// Removes a close action, unless it has run. Thread-safe.
  default void removeCloseAction(Runnable action) {}
}
