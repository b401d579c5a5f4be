package dev.wharf.protocol;

import java.nio.ByteBuffer;

/// Finds the frames in a stream of bytes. Allocates nothing, except for a [Malformed] result.
///
/// A size is judged as soon as its field is there, before the body has arrived: a frame that is too
/// large, or ends before its header does, never makes the receiver wait.
///
/// For one thread at a time; usually one parser a session.
public final class FrameParser {
  /// The largest frame that is accepted unless something else is asked for, in bytes.
  public static final int DEFAULT_MAX_FRAME_BYTES = 4096;

  private final Frame frame = new Frame();
  private final HeaderFormat format;
  private int maxFrameBytes;

  /// @param format how frames begin
  /// @param maxFrameBytes the largest frame to accept, header included: from the header's length to
  ///   [HeaderFormat#maxFrameBytes()]
  public FrameParser(HeaderFormat format, int maxFrameBytes) {
    this.format = format;
    limit(maxFrameBytes);
  }

  /// Changes the largest frame to accept, from the next frame on.
  ///
  /// @param bytes header included: from the header's length to [HeaderFormat#maxFrameBytes()]
  final void limit(int bytes) {
    maxFrameBytes =
        Checks.range("maxFrameBytes", bytes, format.headerBytes(), format.maxFrameBytes());
  }

  /// Takes the next frame from the position of `received`, and moves the position behind it. Other
  /// results leave the position as it is. Sets the byte order of `received` to the header's.
  ///
  /// @return the frame, valid until the next call; or why there is none
  public FrameResult next(ByteBuffer received) {
    int start = received.position();
    int available = received.limit() - start;
    if (available < format.sizeFieldEnd()) {
      return NeedMore.INSTANCE;
    }
    long size = format.readFrameBytes(received, start);
    if (size < format.headerBytes()) {
      return new Malformed(Malformed.Problem.SMALLER_THAN_HEADER, size, format.headerBytes());
    }
    if (size > maxFrameBytes) {
      return new Malformed(Malformed.Problem.OVER_LIMIT, size, maxFrameBytes);
    }
    return size > available ? NeedMore.INSTANCE : take(received, start, (int) size);
  }

  private Frame take(ByteBuffer received, int start, int size) {
    received.position(start + size);
    int id = format.readPacketId(received, start);
    return frame.moveTo(received, id, start, size, format.headerBytes());
  }
}
