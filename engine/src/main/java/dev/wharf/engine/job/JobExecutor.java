package dev.wharf.engine.job;

import dev.wharf.engine.runtime.EngineRuntime;
import java.util.concurrent.Executor;

/// An executor that counts the failures of its job queues, and supplies the clock for the budgets
/// of these queues. Each [JobQueue] that is made with this executor uses its counters and its
/// clock.
public interface JobExecutor extends Executor {
  /// Returns the counters that all queues of this executor share.
  JobFailures jobFailures();

  /// Returns the runtime whose clock measures the budgets of the queues.
  default EngineRuntime runtime() {
    return EngineRuntime.system();
  }
}
