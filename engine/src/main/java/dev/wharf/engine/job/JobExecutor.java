package dev.wharf.engine.job;

import java.util.concurrent.Executor;

/// An executor that counts what fails in its job queues. Each [JobQueue] on such an executor takes
/// part, without more.
public interface JobExecutor extends Executor {
  /// The counts, which all queues of this executor share.
  JobFailures jobFailures();
}
