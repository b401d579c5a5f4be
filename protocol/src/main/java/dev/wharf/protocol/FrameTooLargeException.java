package dev.wharf.protocol;

/// Thrown when a packet to send makes a larger frame than the encoder's limit. Nothing was sent.
public final class FrameTooLargeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long frameBytes;
  private final int limit;

  FrameTooLargeException(String packet, long frameBytes, int limit) {
    super(packet + " makes a frame of " + frameBytes + " bytes, the limit is " + limit);
    this.frameBytes = frameBytes;
    this.limit = limit;
  }

  /// The length of the frame in bytes, header included.
  public long frameBytes() {
    return frameBytes;
  }

  /// The largest frame that the encoder makes, in bytes, header included.
  public int limit() {
    return limit;
  }
}
