package dev.wharf.bench.server;

import java.nio.ByteBuffer;

/// Finds frames, for peers without a frame decoder of their own.
final class Frames {
  /// The header: size and id.
  static final int HEADER_BYTES = 4;

  private static final int SIZE_BYTES = 2;

  private Frames() {}

  /// Returns the size of the frame at index `start` of a little-endian buffer. 0 when the frame is
  /// not complete at `end`.
  ///
  /// @throws IllegalArgumentException when no frame can have that size
  static int sizeAt(ByteBuffer bytes, int start, int end) {
    if (end - start < SIZE_BYTES) {
      return 0;
    }
    int size = Short.toUnsignedInt(bytes.getShort(start));
    if (size < HEADER_BYTES || size > EchoServer.MAX_FRAME_BYTES) {
      throw new IllegalArgumentException("a frame of " + size + " bytes");
    }
    return size <= end - start ? size : 0;
  }

  /// Returns the index after the last complete frame in the little-endian bytes from 0 to `end`.
  ///
  /// @throws IllegalArgumentException when a frame has an invalid size
  static int endOfComplete(ByteBuffer bytes, int end) {
    int at = 0;
    int size = sizeAt(bytes, at, end);
    while (size > 0) {
      at += size;
      size = sizeAt(bytes, at, end);
    }
    return at;
  }
}
