package dev.wharf.protocol;

import java.nio.ByteBuffer;

/// A frame that has arrived in full: a window on the bytes that it was found in.
///
/// The parser has one Frame and moves it: it is valid until the next call of [FrameParser#next],
/// and no longer than the buffer that was given there. What is to stay must be copied.
public final class Frame implements FrameResult {
  private static final ByteBuffer NOWHERE = ByteBuffer.allocate(0);

  private ByteBuffer source = NOWHERE;
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

  /// The packet id; negative for one above [Integer#MAX_VALUE], which no packet has.
  public int packetId() {
    return packetId;
  }

  /// The length of the whole frame, header included, in bytes.
  public int frameBytes() {
    return frameBytes;
  }

  /// The length of the body, in bytes.
  public int bodyBytes() {
    return bodyBytes;
  }

  ByteBuffer source() {
    return source;
  }

  /// Sets the position and limit of the source around the body; the caller sets them back.
  ByteBuffer showBody() {
    return source.limit(bodyStart + bodyBytes).position(bodyStart);
  }

  /// Copies the body into `target` from its start.
  public void copyBody(byte[] target) {
    source.get(bodyStart, target, 0, bodyBytes);
  }

  /// A view of the body, in the byte order of the header. Makes a new object at each call.
  public ByteBuffer body() {
    return source.slice(bodyStart, bodyBytes).order(source.order());
  }
}
