package dev.wharf.engine.timer;

/// Handles the ticks of a [FixedRateTick].
@FunctionalInterface
public interface TickHandler {

  /// Handles one tick. Runs in the tick's queue and never overlaps another job of that queue.
  ///
  /// @param tick the number of the tick, from 1 without gaps
  /// @param elapsedNanos the time since the last tick began, or since the start for the first tick,
  ///   in nanoseconds
  void onTick(long tick, long elapsedNanos);
}
