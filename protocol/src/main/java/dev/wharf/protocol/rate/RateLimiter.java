package dev.wharf.protocol.rate;

import dev.wharf.protocol.RateLimit;

/// Applies a [RateLimit] to the packets of one peer. [RateLimit] describes the rules.
/// `PacketReceiver` acts on the verdict: it warns the peer, or ends the session.
///
/// Only one thread may use a limiter at a time. Counting allocates nothing.
public final class RateLimiter {
  private final RateLimit limit;
  private final TokenBucket packets;
  private final TokenBucket bytes;
  private boolean warned;

  /// Creates a limiter whose buckets are full.
  ///
  /// @param nowNanos the present time by the session's clock, in nanoseconds
  public RateLimiter(RateLimit limit, long nowNanos) {
    this.limit = limit;
    packets = new TokenBucket(limit.packetsPerSecond(), limit.packetBurst(), nowNanos);
    bytes = new TokenBucket(limit.bytesPerSecond(), limit.byteBurst(), nowNanos);
  }

  /// Returns whether neither packets nor bytes are limited. If so, [#count] need not be called.
  public boolean isOff() {
    return limit.isOff();
  }

  /// Counts one received frame, and says what to do with it.
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

  /// Returns one line that names the limit, for the log and for warnings to the peer.
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

  /// Says what to do with a received frame.
  public enum Verdict {
    /// Handle the frame.
    PASS,
    /// Handle the frame, and warn the peer.
    WARN,
    /// Do not handle the frame, and end the session.
    EXCEEDED
  }
}
