package dev.wharf.bench.server;

import java.nio.ByteBuffer;

/// Finds frames in received bytes, for servers that have no frame decoder.
final class Frames {
  /// The number of bytes in a header, which consists of size and id.
  static final int HEADER_BYTES = 4;

  private static final int SIZE_BYTES = 2;

  private Frames() {}

  /// Returns the size of the frame that starts at index `start` of a little-endian buffer. Returns
  /// 0 when the bytes before index `end` do not contain the whole frame.
  ///
  /// @throws IllegalArgumentException when no frame can have the size in the header
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

  /// Returns the index after the last complete frame in the bytes from index 0 to `end` of a
  /// little-endian buffer.
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
