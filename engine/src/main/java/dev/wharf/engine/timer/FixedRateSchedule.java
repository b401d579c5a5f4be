package dev.wharf.engine.timer;

/// When the runs of a fixed-rate job are due: at the origin plus 1, 2, 3… periods, so lateness
/// never adds up. Times are nanoseconds of one monotonic clock of arbitrary origin
/// ([System#nanoTime]). Not thread-safe; knows no clock of its own.
final class FixedRateSchedule {

  private final long periodNanos;
  private final int maxCatchUp;
  private long nextDue;

  /// @param maxCatchUp how many overdue runs may follow a late one at once
  FixedRateSchedule(long origin, long periodNanos, int maxCatchUp) {
    this.periodNanos = periodNanos;
    this.maxCatchUp = maxCatchUp;
    nextDue = origin + periodNanos;
  }

  /// A run begins (or is given up) now. Returns how many due runs are skipped because it is too
  /// late for them.
  long begin(long now) {
    long periodsLate = Math.max(0, (now - nextDue) / periodNanos);
    long surplus = Math.max(0, periodsLate - maxCatchUp);
    nextDue += (surplus + 1) * periodNanos;
    return surplus;
  }

  /// Nanoseconds until the next run is due; 0 when it is overdue.
  long delay(long now) {
    return Math.max(0, nextDue - now);
  }
}
