package dev.wharf.protocol.rate;

/// A token bucket that can go into debt. Only one thread may use it at a time.
///
/// The bucket does not store the number of its tokens. It stores the time, in nanoseconds, until it
/// would be full. This time decreases as the clock advances, so the bucket needs neither fractions
/// nor a timer.
final class TokenBucket {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final int perSecond;
  private final long burstNanos;
  private long nanosToFull;
  private long lastNanos;

  TokenBucket(int perSecond, int burst, long nowNanos) {
    this.perSecond = perSecond;
    this.burstNanos = perSecond == 0 ? 0 : burst * NANOS_PER_SECOND / perSecond;
    this.lastNanos = nowNanos;
  }

  /// Refills the bucket for the time since the last call. If the clock has run backwards, refills
  /// nothing.
  void refill(long nowNanos) {
    long elapsed = Math.max(0, nowNanos - lastNanos);
    nanosToFull = Math.max(0, nanosToFull - elapsed);
    lastNanos = nowNanos;
  }

  /// Takes tokens, even if this leaves the bucket in debt.
  void take(int tokens) {
    if (perSecond != 0) {
      nanosToFull += tokens * NANOS_PER_SECOND / perSecond;
    }
  }

  boolean isFull() {
    return nanosToFull == 0;
  }

  boolean isInDebt() {
    return nanosToFull > burstNanos;
  }

  /// Returns whether the debt is larger than the burst, which is the size of the bucket.
  boolean isExhausted() {
    return nanosToFull > 2 * burstNanos;
  }
}
