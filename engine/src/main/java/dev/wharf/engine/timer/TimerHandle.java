package dev.wharf.engine.timer;

/// A job that a [JobTimer] is to run, once or again and again. Thread-safe.
public sealed interface TimerHandle permits TimedJob {

  /// Ends it: once this has returned, no further run starts. A run that has started goes on. May be
  /// called by any thread, the job itself included, any number of times.
  ///
  /// @return true when this call ended it; false when it had been cancelled before, or had run
  ///   (once-only jobs)
  boolean cancel();

  /// True while a run may still start: not cancelled, and for a once-only job, not begun.
  boolean isActive();

  /// Runs of a periodic job that were due and did not take place, because it was too far behind
  /// ([JobTimerOptions#maxCatchUp]) or its queue was full. Always 0 for a once-only job.
  long skipped();
}
