package dev.wharf.transport.websocket;

import java.nio.ByteBuffer;

/// Applies the mask of a frame to its payload (RFC 6455, 5.3): each byte is combined with one of
/// the four bytes of the mask, in turn, by exclusive or. The same operation removes the mask.
final class Masking {
  private Masking() {}

  /// Copies bytes, and applies a mask: eight bytes at a time, the last ones alone. Both buffers are
  /// big-endian.
  ///
  /// @param mask the mask, whose highest byte belongs to the first byte of `from`; 0 changes
  ///   nothing
  /// @param length the number of bytes; both positions advance by it
  /// @return the mask for the bytes that follow
  static int copy(int mask, ByteBuffer from, ByteBuffer to, int length) {
    int source = from.position();
    int target = to.position();
    long wide = ((long) mask << Integer.SIZE) | Integer.toUnsignedLong(mask);
    int at = 0;
    for (; at <= length - Long.BYTES; at += Long.BYTES) {
      to.putLong(target + at, from.getLong(source + at) ^ wide);
    }
    for (; at < length; at++) {
      to.put(target + at, (byte) (from.get(source + at) ^ byteOf(mask, at)));
    }
    from.position(source + length);
    to.position(target + length);
    return Integer.rotateLeft(mask, (length % Integer.BYTES) * Byte.SIZE);
  }

  private static int byteOf(int mask, int index) {
    return mask >>> (Integer.SIZE - Byte.SIZE * (index % Integer.BYTES + 1));
  }
}
