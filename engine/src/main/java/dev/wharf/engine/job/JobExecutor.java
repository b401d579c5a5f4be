package dev.wharf.engine.job;

import dev.wharf.engine.runtime.EngineRuntime;
import java.util.concurrent.Executor;

/// An executor that counts the failures of its job queues, and has the runtime of their budgets.
/// Each [JobQueue] that is made with such an executor counts its failures there.
public interface JobExecutor extends Executor {
  /// The counters that all queues of this executor share.
  JobFailures jobFailures();

  /// The runtime with the clock of the queues.
  default EngineRuntime runtime() {
    return EngineRuntime.system();
  }
}
