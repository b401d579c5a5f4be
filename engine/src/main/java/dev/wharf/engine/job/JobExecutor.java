package dev.wharf.engine.job;

import java.util.concurrent.Executor;

/// An executor that counts the failures of its job queues. Each [JobQueue] that is made with such
/// an executor counts its failures there.
public interface JobExecutor extends Executor {
  /// The counters that all queues of this executor share.
  JobFailures jobFailures();
}
