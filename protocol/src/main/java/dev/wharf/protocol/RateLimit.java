package dev.wharf.protocol;

/// How much a peer may send: a token bucket for packets, and one for bytes.
///
/// A bucket holds its burst at first, and is refilled by its rate up to its burst. Each frame takes
/// one token from the first and its length, header included, from the second. When a bucket has too
/// little, it lends: up to one more burst. So
///
/// 1. while both buckets have enough, nothing happens;
/// 2. the first frame that is lent for warns ([PacketSession#onRateWarning]), and is handled like
///    those after it;
/// 3. the frame that would take a bucket more than one burst into debt is not handled: the session
///    ends as [RATE_LIMITED][dev.wharf.engine.PacketCloseReasons#RATE_LIMITED].
///
/// When both buckets are full again, what was is forgotten: the next excess warns again.
///
/// @param packetsPerSecond refill of the first bucket; 0 for no limit on packets
/// @param packetBurst size of the first bucket, 1 to 1,000,000; 0 with no limit
/// @param bytesPerSecond refill of the second bucket; 0 for no limit on bytes
/// @param byteBurst size of the second bucket, in bytes, up to 1,000,000,000; not less than the
///   largest frame, which could not pass otherwise; 0 with no limit
public record RateLimit(int packetsPerSecond, int packetBurst, int bytesPerSecond, int byteBurst) {
  /// No limit: for development, and for peers that are trusted.
  public static final RateLimit OFF = new RateLimit(0, 0, 0, 0);

  /// Checks the ranges.
  public RateLimit {
    checkBucket("packet", packetsPerSecond, packetBurst, 1_000_000);
    checkBucket("byte", bytesPerSecond, byteBurst, 1_000_000_000);
  }

  /// 100 packets a second with a burst of 200, and 64 KiB a second with a burst of 128 KiB.
  public static RateLimit defaults() {
    return new RateLimit(100, 200, 64 << 10, 128 << 10);
  }

  /// A copy with another limit on packets; zeros turn it off.
  public RateLimit withPackets(int perSecond, int burst) {
    return new RateLimit(perSecond, burst, bytesPerSecond, byteBurst);
  }

  /// A copy with another limit on bytes; zeros turn it off.
  public RateLimit withBytes(int perSecond, int burst) {
    return new RateLimit(packetsPerSecond, packetBurst, perSecond, burst);
  }

  /// Whether there is no limit at all.
  public boolean isOff() {
    return packetsPerSecond == 0 && bytesPerSecond == 0;
  }

  private static void checkBucket(String name, int perSecond, int burst, int max) {
    int min = perSecond == 0 ? 0 : 1;
    Checks.range(name + "s per second", perSecond, 0, max);
    Checks.range(name + " burst", burst, min, perSecond == 0 ? 0 : max);
  }
}
