package dev.wharf.protocol;

import dev.wharf.protocol.util.Checks;

/// Limits how much a peer may send, with one token bucket for packets and one token bucket for
/// bytes.
///
/// A bucket starts full, with as many tokens as its burst. A bucket is refilled at its rate, up to
/// its burst. Each frame takes one token from the first bucket, and one token for each of its bytes
/// (header included) from the second. A bucket without enough tokens goes into debt, by at most one
/// more burst:
///
/// 1. While both buckets have enough tokens, frames are handled without a warning.
/// 2. The first frame that takes a bucket into debt causes a warning
///    ([PacketSession#onRateWarning]). This frame and the next ones are handled.
/// 3. A frame that would take a bucket more than one burst into debt is not handled. The session
///    ends with the reason [RATE_LIMITED][PacketCloseReasons#RATE_LIMITED].
///
/// Once both buckets are full again, the next debt causes a new warning.
///
/// @param packetsPerSecond the rate of the bucket for packets; 0 for no limit on packets
/// @param packetBurst the size of the bucket for packets, 1 to 1,000,000; 0 when packets have no
///   limit
/// @param bytesPerSecond the rate of the bucket for bytes; 0 for no limit on bytes
/// @param byteBurst the size of the bucket for bytes, up to 1,000,000,000; 0 when bytes have no
///   limit. It must be at least the size of the largest frame, because a larger frame could never
///   pass
public record RateLimit(int packetsPerSecond, int packetBurst, int bytesPerSecond, int byteBurst) {
  /// Limits nothing. Meant for development and for trusted peers.
  public static final RateLimit OFF = new RateLimit(0, 0, 0, 0);

  /// Checks that the numbers are in their ranges.
  public RateLimit {
    checkBucket("packet", packetsPerSecond, packetBurst, 1_000_000);
    checkBucket("byte", bytesPerSecond, byteBurst, 1_000_000_000);
  }

  /// Returns a limit of 100 packets a second with a burst of 200, and 64 KiB a second with a burst
  /// of 128 KiB.
  public static RateLimit defaults() {
    return new RateLimit(100, 200, 64 << 10, 128 << 10);
  }

  /// Returns a copy with another limit on packets. Two zeros turn this limit off.
  public RateLimit withPackets(int perSecond, int burst) {
    return new RateLimit(perSecond, burst, bytesPerSecond, byteBurst);
  }

  /// Returns a copy with another limit on bytes. Two zeros turn this limit off.
  public RateLimit withBytes(int perSecond, int burst) {
    return new RateLimit(packetsPerSecond, packetBurst, perSecond, burst);
  }

  /// Returns whether neither packets nor bytes are limited.
  public boolean isOff() {
    return packetsPerSecond == 0 && bytesPerSecond == 0;
  }

  private static void checkBucket(String name, int perSecond, int burst, int max) {
    int min = perSecond == 0 ? 0 : 1;
    Checks.range(name + "s per second", perSecond, 0, max);
    Checks.range(name + " burst", burst, min, perSecond == 0 ? 0 : max);
  }
}
