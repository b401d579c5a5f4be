package dev.wharf.protocol;

/// Watches one peer against a [RateLimit], which says the rules. For one thread at a time;
/// allocates nothing after its birth.
final class RateLimiter {
  private final boolean off;
  private final TokenBucket packets;
  private final TokenBucket bytes;
  private boolean warned;

  RateLimiter(RateLimit limit, long nowNanos) {
    off = limit.isOff();
    packets = new TokenBucket(limit.packetsPerSecond(), limit.packetBurst(), nowNanos);
    bytes = new TokenBucket(limit.bytesPerSecond(), limit.byteBurst(), nowNanos);
  }

  boolean isOff() {
    return off;
  }

  /// Counts a frame that arrived.
  Verdict count(int frameBytes, long nowNanos) {
    refill(nowNanos);
    packets.take(1);
    bytes.take(frameBytes);
    if (packets.isExhausted() || bytes.isExhausted()) {
      return Verdict.EXCEEDED;
    }
    return isInDebt() && !warned ? warn() : Verdict.PASS;
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

  /// What to do with a frame.
  enum Verdict {
    /// Handle it.
    PASS,
    /// Handle it, and warn the peer.
    WARN,
    /// Do not handle it, and end the session.
    EXCEEDED
  }
}
