package dev.wharf.protocol;

import dev.wharf.protocol.catalog.HeaderFormat;
import dev.wharf.protocol.catalog.SystemPackets;
import dev.wharf.protocol.util.Checks;

/// The limits of a [PacketProtocol].
///
/// @param maxReceivedFrameBytes the largest frame to accept, in bytes, header included. The
///   engine's `SessionOptions.receiveLimitBytes` must not be smaller
/// @param maxSentFrameBytes the largest frame to send, in bytes, header included. The peer must
///   accept frames of this size
/// @param parseLimits the limits on the content of a received body
/// @param rateLimit the limit on the packets and bytes that a peer may send in a second
public record PacketOptions(
    int maxReceivedFrameBytes,
    int maxSentFrameBytes,
    ParseLimits parseLimits,
    RateLimit rateLimit) {

  /// Checks that the limits are in their ranges and fit together.
  public PacketOptions {
    Checks.range(
        "maxReceivedFrameBytes", maxReceivedFrameBytes, 3, HeaderFormat.LARGEST_FRAME_BYTES);
    Checks.range("maxSentFrameBytes", maxSentFrameBytes, 3, HeaderFormat.LARGEST_FRAME_BYTES);
    if (rateLimit.bytesPerSecond() > 0 && rateLimit.byteBurst() < maxReceivedFrameBytes) {
      throw new IllegalArgumentException(
          "byte burst of "
              + rateLimit.byteBurst()
              + " is smaller than a frame of "
              + maxReceivedFrameBytes
              + " bytes, which could never pass");
    }
  }

  /// Returns options for a server that strangers connect to: frames of
  /// [SystemPackets#MAX_FRAME_BYTES] in both directions, and the defaults of [ParseLimits] and
  /// [RateLimit].
  public static PacketOptions forServer() {
    return new PacketOptions(
        SystemPackets.MAX_FRAME_BYTES,
        SystemPackets.MAX_FRAME_BYTES,
        ParseLimits.defaults(),
        RateLimit.defaults());
  }

  /// Returns the options of [#forServer()] without a rate limit, because a client must accept
  /// packets as fast as the server sends them.
  public static PacketOptions forClient() {
    return forServer().withRateLimit(RateLimit.OFF);
  }

  /// Returns a copy with other limits on frames, in bytes.
  public PacketOptions withMaxFrameBytes(int received, int sent) {
    return new PacketOptions(received, sent, parseLimits, rateLimit);
  }

  /// Returns a copy with other parse limits.
  public PacketOptions withParseLimits(ParseLimits limits) {
    return new PacketOptions(maxReceivedFrameBytes, maxSentFrameBytes, limits, rateLimit);
  }

  /// Returns a copy with another rate limit.
  public PacketOptions withRateLimit(RateLimit limit) {
    return new PacketOptions(maxReceivedFrameBytes, maxSentFrameBytes, parseLimits, limit);
  }
}
