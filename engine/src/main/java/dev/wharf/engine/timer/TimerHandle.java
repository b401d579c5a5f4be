package dev.wharf.engine.timer;

/// A job that is scheduled on a [JobTimer], once or at a fixed rate. Thread-safe.
public sealed interface TimerHandle permits TimedJob {

  /// Ends the job. Once this has returned, no further run starts; a run that has started goes on.
  /// Any thread may call it any number of times, the job's own run included.
  ///
  /// @return true when this call ended the job; false when it was cancelled before, or when a
  ///   once-only job has run
  boolean cancel();

  /// Whether a further run may start. False after a cancel, and once a once-only job has begun.
  boolean isActive();

  /// The number of runs of a periodic job that were due and did not take place. The job was too far
  /// behind ([JobTimerOptions#maxCatchUp]), or its queue was full. 0 for a once-only job.
  long skipped();
}
