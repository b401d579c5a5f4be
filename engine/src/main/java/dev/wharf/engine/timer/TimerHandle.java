package dev.wharf.engine.timer;

/// A job that is scheduled on a [JobTimer], once or at a fixed rate. Thread-safe.
public sealed interface TimerHandle permits TimedJob {

  /// Ends the job. After this method has returned, no further run starts; a run that has started
  /// goes on. Any thread may call it any number of times, also the job itself.
  ///
  /// @return true when this call ended the job; false when it was cancelled before, or when a
  ///   once-only job has run
  boolean cancel();

  /// Returns whether a further run may start: not after a cancel, and not when a once-only job has
  /// begun.
  boolean isActive();

  /// Returns the number of runs of a periodic job that were due and did not take place, because the
  /// job was too far behind ([JobTimerOptions#maxCatchUp]) or its queue was full. 0 for a once-only
  /// job.
  long skipped();
}
