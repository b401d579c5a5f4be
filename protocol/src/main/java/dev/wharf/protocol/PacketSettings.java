package dev.wharf.protocol;

/// The bounds of a [PacketProtocol].
///
/// @param maxReceivedFrameBytes the largest frame to accept, header included. The engine's
///   `SessionOptions.receiveLimitBytes` must not be smaller
/// @param maxSentFrameBytes the largest frame to send, header included; what the other side accepts
/// @param parseLimits what a received body may hold
/// @param rateLimit how much a peer may send
public record PacketSettings(
    int maxReceivedFrameBytes,
    int maxSentFrameBytes,
    ParseLimits parseLimits,
    RateLimit rateLimit) {

  /// Checks the bounds against each other.
  public PacketSettings {
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

  /// What faces strangers: frames of 4,096 bytes both ways, and the defaults of [ParseLimits] and
  /// [RateLimit].
  public static PacketSettings forServer() {
    return new PacketSettings(
        FrameParser.DEFAULT_MAX_FRAME_BYTES,
        FrameParser.DEFAULT_MAX_FRAME_BYTES,
        ParseLimits.defaults(),
        RateLimit.defaults());
  }

  /// The same without a rate limit: a server may send as fast as its game goes.
  public static PacketSettings forClient() {
    return forServer().withRateLimit(RateLimit.OFF);
  }

  /// A copy with other frame limits, in bytes.
  public PacketSettings withMaxFrameBytes(int received, int sent) {
    return new PacketSettings(received, sent, parseLimits, rateLimit);
  }

  /// A copy with other parse limits.
  public PacketSettings withParseLimits(ParseLimits limits) {
    return new PacketSettings(maxReceivedFrameBytes, maxSentFrameBytes, limits, rateLimit);
  }

  /// A copy with another rate limit.
  public PacketSettings withRateLimit(RateLimit limit) {
    return new PacketSettings(maxReceivedFrameBytes, maxSentFrameBytes, parseLimits, limit);
  }
}
