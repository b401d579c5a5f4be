package dev.wharf.protocol.frame;

import dev.wharf.protocol.catalog.HeaderFormat;
import dev.wharf.protocol.frame.FrameResult.Frame;
import dev.wharf.protocol.frame.FrameResult.Malformed;
import dev.wharf.protocol.frame.FrameResult.NeedMore;
import dev.wharf.protocol.util.Checks;
import java.nio.ByteBuffer;

/// Finds the frames in a stream of bytes. Allocates nothing, except for a [Malformed] result.
///
/// The parser checks a frame's size as soon as the size field has arrived. It does not wait for the
/// body of a frame that is too large, or smaller than its own header.
///
/// Only one thread may use a parser at a time. Each session has its own parser.
public final class FrameParser {
  private final Frame frame = new Frame();
  private final HeaderFormat format;
  private int maxFrameBytes;

  /// Creates a parser for one stream of bytes.
  ///
  /// @param format the header of each frame
  /// @param maxFrameBytes the largest frame to accept, in bytes, header included: from the header's
  ///   length to [HeaderFormat#maxFrameBytes()]
  public FrameParser(HeaderFormat format, int maxFrameBytes) {
    this.format = format;
    limit(maxFrameBytes);
  }

  /// Changes the largest frame to accept, from the next frame on.
  ///
  /// @param bytes the largest frame in bytes, header included: from the header's length to
  ///   [HeaderFormat#maxFrameBytes()]
  public void limit(int bytes) {
    maxFrameBytes =
        Checks.range("maxFrameBytes", bytes, format.headerBytes(), format.maxFrameBytes());
  }

  /// Reads the next frame at the position of `received`, and moves the position behind it. Leaves
  /// the position unchanged when no complete, valid frame has arrived. Sets the byte order of
  /// `received` to the header's.
  ///
  /// @return the frame, which is valid until the next call; or the reason why there is no frame
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
