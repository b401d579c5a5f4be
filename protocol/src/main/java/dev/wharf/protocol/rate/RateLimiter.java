package dev.wharf.protocol.rate;

import dev.wharf.protocol.RateLimit;

/// Applies a [RateLimit] to one peer. [RateLimit] describes the rules.
///
/// For one thread at a time. Allocates nothing while it counts.
public final class RateLimiter {
  private final RateLimit limit;
  private final TokenBucket packets;
  private final TokenBucket bytes;
  private boolean warned;

  /// A limiter with full buckets.
  ///
  /// @param nowNanos the present time by the session's clock, in nanoseconds
  public RateLimiter(RateLimit limit, long nowNanos) {
    this.limit = limit;
    packets = new TokenBucket(limit.packetsPerSecond(), limit.packetBurst(), nowNanos);
    bytes = new TokenBucket(limit.bytesPerSecond(), limit.byteBurst(), nowNanos);
  }

  /// Whether nothing is limited. [#count] need not be called then.
  public boolean isOff() {
    return limit.isOff();
  }

  /// Counts one received frame.
  ///
  /// @param nowNanos the present time by the session's clock, in nanoseconds
  public Verdict count(int frameBytes, long nowNanos) {
    refill(nowNanos);
    packets.take(1);
    bytes.take(frameBytes);
    if (packets.isExhausted() || bytes.isExhausted()) {
      return Verdict.EXCEEDED;
    }
    return isInDebt() && !warned ? warn() : Verdict.PASS;
  }

  /// One line that names the limit, for the log and for warnings.
  public String detail() {
    return "more than "
        + limit.packetsPerSecond()
        + " packets or "
        + limit.bytesPerSecond()
        + " bytes a second";
  }

  private void refill(long nowNanos) {
    packets.refill(nowNanos);
    bytes.refill(nowNanos);
    if (packets.isFull() && bytes.isFull()) {
      warned = false;
    }
  }

  private boolean isInDebt() {
    return packets.isInDebt() || bytes.isInDebt();
  }

  private Verdict warn() {
    warned = true;
    return Verdict.WARN;
  }

  /// The decision about a frame.
  public enum Verdict {
    /// Handle it.
    PASS,
    /// Handle it, and warn the peer.
    WARN,
    /// Do not handle it, and end the session.
    EXCEEDED
  }
}
