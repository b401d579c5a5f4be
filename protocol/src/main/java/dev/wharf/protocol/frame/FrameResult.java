package dev.wharf.protocol.frame;

import dev.wharf.engine.CloseReason;
import dev.wharf.protocol.PacketCloseReasons;
import java.nio.ByteBuffer;

/// The result of [FrameParser#next]: a frame, or the reason why there is no frame.
public sealed interface FrameResult {
  /// A frame that has arrived completely. It refers to a part of the receive buffer; it has no copy
  /// of the bytes.
  ///
  /// Each parser has one Frame and reuses it. The frame is valid until the next call of
  /// [FrameParser#next], and only while the receive buffer is valid. Copy the bytes that you need
  /// longer.
  final class Frame implements FrameResult {
    private static final ByteBuffer NO_BUFFER = ByteBuffer.allocate(0);

    private ByteBuffer source = NO_BUFFER;
    private int packetId;
    private int frameBytes;
    private int bodyStart;
    private int bodyBytes;

    Frame() {}

    Frame moveTo(ByteBuffer buffer, int id, int frameStart, int size, int headerBytes) {
      source = buffer;
      packetId = id;
      frameBytes = size;
      bodyStart = frameStart + headerBytes;
      bodyBytes = size - headerBytes;
      return this;
    }

    /// Returns the packet id. An id above [Integer#MAX_VALUE] becomes negative; no packet has a
    /// negative id.
    public int packetId() {
      return packetId;
    }

    /// Returns the length of the whole frame in bytes, header included.
    public int frameBytes() {
      return frameBytes;
    }

    /// Returns the length of the body in bytes.
    public int bodyBytes() {
      return bodyBytes;
    }

    /// Returns the receive buffer that contains the frame.
    public ByteBuffer source() {
      return source;
    }

    /// Sets the position of [#source()] to the start of the body and its limit to the end of the
    /// body, and returns the buffer. The caller must restore both afterwards.
    public ByteBuffer showBody() {
      return source.limit(bodyStart + bodyBytes).position(bodyStart);
    }

    /// Copies the body to the start of `target`.
    public void copyBody(byte[] target) {
      source.get(bodyStart, target, 0, bodyBytes);
    }
  }

  /// The next frame has not arrived completely. The parser has consumed no byte of it.
  enum NeedMore implements FrameResult {
    /// The only constant.
    INSTANCE
  }

  /// The size field of the next frame has an invalid value. The rest of the stream cannot be read,
  /// because only the size field says where the following frame starts.
  ///
  /// @param problem what is wrong with the size
  /// @param frameBytes the length of the whole frame according to its size field, in bytes
  /// @param limit the limit that the size violates, in bytes: the header's length or the largest
  ///   accepted frame
  record Malformed(Problem problem, long frameBytes, int limit) implements FrameResult {
    /// The ways in which the value of a size field is wrong.
    public enum Problem {
      /// The frame would end before the end of its own header.
      SMALLER_THAN_HEADER,
      /// The frame is larger than the receiver accepts.
      OVER_LIMIT
    }

    /// Returns the reason with which the session must be closed.
    public CloseReason closeReason() {
      return switch (problem) {
        case SMALLER_THAN_HEADER -> PacketCloseReasons.MALFORMED_FRAME;
        case OVER_LIMIT -> CloseReason.FRAME_TOO_LARGE;
      };
    }

    /// Returns one line for the log that names the size and the limit.
    public String detail() {
      return switch (problem) {
        case SMALLER_THAN_HEADER ->
            "frame of " + frameBytes + " bytes, smaller than its header of " + limit;
        case OVER_LIMIT -> "frame of " + frameBytes + " bytes, the limit is " + limit;
      };
    }
  }
}
