package dev.wharf.protocol;

/// Thrown when the frame of a packet to send would be larger than the encoder's limit. The packet
/// was not sent.
public final class FrameTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long frameBytes;
  private final int limit;

  FrameTooLargeException(String packet, long frameBytes, int limit) {
    super(packet + " makes a frame of " + frameBytes + " bytes, the limit is " + limit);
    this.frameBytes = frameBytes;
    this.limit = limit;
  }

  /// Returns the length that the frame would have in bytes, header included.
  public long frameBytes() {
    return frameBytes;
  }

  /// Returns the size of the largest frame that the encoder makes, in bytes, header included.
  public int limit() {
    return limit;
  }
}
