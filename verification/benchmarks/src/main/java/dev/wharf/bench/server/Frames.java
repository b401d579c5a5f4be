package dev.wharf.bench.server;

import java.nio.ByteBuffer;

/// Finds frames, for peers that bring nothing of their own for it.
final class Frames {
  /// The header: size and id.
  static final int HEADER_BYTES = 4;

  private static final int SIZE_BYTES = 2;

  private Frames() {}

  /// The size of the frame at index `start`, of a little-endian buffer; 0 when it is not complete
  /// at `end`.
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

  /// The index behind the last complete frame of the little-endian bytes from 0 to `end`.
  ///
  /// @throws IllegalArgumentException when no frame can have the size that one has
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
