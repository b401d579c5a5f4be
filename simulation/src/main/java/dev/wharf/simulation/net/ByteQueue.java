package dev.wharf.simulation.net;

import java.nio.ByteBuffer;

/// A queue of bytes. It grows as needed; the caller limits the number of bytes.
final class ByteQueue {
  private static final int SMALLEST = 256;

  private byte[] ring = new byte[SMALLEST];
  private int head;
  private int size;

  /// Adds the next bytes of the buffer, and advances the buffer's position.
  ///
  /// @param count the number of bytes, at most as many as remain in the buffer
  void add(ByteBuffer from, int count) {
    makeRoom(count);
    int tail = (head + size) & (ring.length - 1);
    int first = Math.min(count, ring.length - tail);
    from.get(ring, tail, first);
    from.get(ring, 0, count - first);
    size += count;
  }

  /// Moves the oldest bytes of the queue into the buffer.
  ///
  /// @param count the number of bytes, at most as many as the queue contains, and as the buffer has
  ///   room for
  void take(ByteBuffer to, int count) {
    int first = Math.min(count, ring.length - head);
    to.put(ring, head, first);
    to.put(ring, 0, count - first);
    head = (head + count) & (ring.length - 1);
    size -= count;
  }

  void clear() {
    ring = new byte[SMALLEST];
    head = 0;
    size = 0;
  }

  private void makeRoom(int count) {
    int needed = size + count;
    if (needed <= ring.length) {
      return;
    }
    byte[] larger = new byte[Integer.highestOneBit(needed - 1) << 1];
    int first = Math.min(size, ring.length - head);
    System.arraycopy(ring, head, larger, 0, first);
    System.arraycopy(ring, 0, larger, first, size - first);
    ring = larger;
    head = 0;
  }
}
