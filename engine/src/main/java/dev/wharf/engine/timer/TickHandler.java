package dev.wharf.engine.timer;

/// What a [FixedRateTick] runs.
@FunctionalInterface
public interface TickHandler {

  /// One tick. Runs in the tick's queue, never overlapping another job of it.
  ///
  /// @param tick 1 for the first, without gaps
  /// @param elapsedNanos nanoseconds since the last tick began (for the first: since the start)
  void onTick(long tick, long elapsedNanos);
}
