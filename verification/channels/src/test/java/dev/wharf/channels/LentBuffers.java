package dev.wharf.channels;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A pool of buffers that are lent to channels. It detects when a channel writes into a buffer that
/// is not lent to it.
///
/// A free buffer is full of the byte POISON, which is checked when the buffer is lent and at the
/// end. A buffer that is lent for reading is full of the byte STAMP. When it comes back, only the
/// bytes that the read reports may have changed. Thread-safe.
final class LentBuffers {
  static final int MAX_SIZE = 4096;

  private static final byte POISON = (byte) 0xDB;
  private static final byte STAMP = (byte) 0x5C;
  private static final int GUARD = 32;
  private static final ByteBuffer ALL_POISON = filled(POISON);
  private static final ByteBuffer ALL_STAMP = filled(STAMP);

  private final Queue<Lent> free = new ConcurrentLinkedQueue<>();
  private final Queue<Lent> all = new ConcurrentLinkedQueue<>();
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicLong lent = new AtomicLong();

  private static ByteBuffer filled(byte value) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_SIZE + 2 * GUARD);
    while (buffer.hasRemaining()) {
      buffer.put(value);
    }
    return buffer.clear();
  }

  /// Lends a buffer with room for `size` bytes between guard bytes.
  Lent lend(int size) {
    Lent buffer = free.poll();
    if (buffer == null) {
      buffer = new Lent(made.getAndIncrement() % 4 == 0);
      all.add(buffer);
    }
    lent.incrementAndGet();
    return buffer.begin(size);
  }

  Lent lendSome(SplittableRandom random) {
    return lend(random.nextInt(8) == 0 ? MAX_SIZE : random.nextInt(1, 600));
  }

  /// Fails when a buffer is still lent, or when a free buffer was changed.
  void checkAllAreBack() {
    if (lent.get() != 0) {
      throw new AssertionError(lent.get() + " buffers are still lent");
    }
    all.forEach(Lent::checkPoison);
  }

  /// One buffer of the pool. The code that has borrowed it passes [#buffer] to a channel for one
  /// operation.
  final class Lent {
    private final ByteBuffer memory;
    private final ByteBuffer window;
    private final AtomicInteger isLent = new AtomicInteger();
    private int size;

    private Lent(boolean onHeap) {
      int capacity = MAX_SIZE + 2 * GUARD;
      memory = onHeap ? ByteBuffer.allocate(capacity) : ByteBuffer.allocateDirect(capacity);
      memory.put(ALL_POISON.duplicate()).clear();
      window = memory.duplicate();
    }

    private Lent begin(int bytes) {
      if (!isLent.compareAndSet(0, 1)) {
        throw new AssertionError("a buffer was lent twice");
      }
      checkPoison();
      size = bytes;
      memory.put(0, ALL_STAMP, 0, memory.capacity());
      window.limit(GUARD + bytes).position(GUARD);
      return this;
    }

    ByteBuffer buffer() {
      return window;
    }

    /// Fills the buffer with the bytes of the stream, beginning at this position of the stream.
    void fillFor(Stream stream, long position) {
      for (int i = 0; i < size; i++) {
        memory.put(GUARD + i, stream.at(position + i));
      }
    }

    /// Returns the number of bytes that the operation has moved, which the buffer's position shows.
    int moved() {
      return window.position() - GUARD;
    }

    /// Fails unless the bytes that were read are the stream's bytes at this position, and no other
    /// byte of the buffer has changed.
    void checkRead(Stream stream, long position) {
      int read = moved();
      for (int i = 0; i < read; i++) {
        if (memory.get(GUARD + i) != stream.at(position + i)) {
          throw new AssertionError("wrong byte in the stream at " + (position + i));
        }
      }
      checkSame(0, GUARD, ALL_STAMP, "before the position");
      checkSame(GUARD + read, memory.capacity(), ALL_STAMP, "after what was read");
      checkLimit();
    }

    void checkLimit() {
      if (window.limit() != GUARD + size) {
        throw new AssertionError("the limit was changed");
      }
    }

    /// Gives the buffer back. From now on, no code may read or write it.
    void giveBack() {
      memory.put(0, ALL_POISON, 0, memory.capacity());
      if (!isLent.compareAndSet(1, 0)) {
        throw new AssertionError("a buffer came back twice");
      }
      lent.decrementAndGet();
      free.add(this);
    }

    private void checkPoison() {
      checkSame(0, memory.capacity(), ALL_POISON, "while it was free");
    }

    private void checkSame(int from, int to, ByteBuffer expected, String where) {
      int at = memory.slice(from, to - from).mismatch(expected.slice(from, to - from));
      if (at >= 0) {
        throw new AssertionError("a buffer was written into " + where + ", at " + (from + at));
      }
    }
  }

  /// An endless stream of bytes. Each byte is computed from its position.
  record Stream(long seed) {
    byte at(long position) {
      long mixed = (position + seed) * 0x9E3779B97F4A7C15L;
      return (byte) (mixed >>> 56);
    }
  }
}
