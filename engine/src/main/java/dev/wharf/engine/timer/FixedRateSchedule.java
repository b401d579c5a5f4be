package dev.wharf.engine.timer;

/// Computes when the runs of a fixed-rate job are due: at the origin plus 1, 2, 3… periods, so
/// delays never add up. Times are nanoseconds of a monotonic clock, which the caller reads. Not
/// thread-safe.
final class FixedRateSchedule {

  private final long periodNanos;
  private final int maxCatchUp;
  private long nextDue;

  /// Creates a schedule whose first run is due one period after the origin.
  ///
  /// @param maxCatchUp how many overdue runs may start directly after a late run
  FixedRateSchedule(long origin, long periodNanos, int maxCatchUp) {
    this.periodNanos = periodNanos;
    this.maxCatchUp = maxCatchUp;
    nextDue = origin + periodNanos;
  }

  /// Moves on to the next due time, because a run begins now or is skipped.
  ///
  /// @return how many further due runs are skipped, because they are too late
  long begin(long now) {
    long periodsLate = Math.max(0, (now - nextDue) / periodNanos);
    long surplus = Math.max(0, periodsLate - maxCatchUp);
    nextDue += (surplus + 1) * periodNanos;
    return surplus;
  }

  /// Returns the time until the next run is due, in nanoseconds; 0 when it is overdue.
  long delay(long now) {
    return Math.max(0, nextDue - now);
  }
}
