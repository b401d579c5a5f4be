package dev.wharf.simulation.net;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;

/// The buffers of a read or a write.
///
/// From the start of the operation until its handler is called, only the operation may change the
/// buffers. A hash of them shows whether other code has changed them meanwhile: their bytes up to
/// the limit, their positions or their limits.
///
/// When the caller has given one buffer, the result is an `Integer`; when it has given an array,
/// the result is a `Long`.
final class Buffers {
  static final int DEFAULT_SEND = 64 << 10;
  static final int DEFAULT_RECEIVE = 64 << 10;

  /// Moves `count` bytes between a buffer and a [Flow].
  @FunctionalInterface
  interface Move {
    void move(ByteBuffer buffer, int count);
  }

  /// A thread that owns no arena, and is never started. A segment that it may not access belongs to
  /// a confined arena.
  private static final Thread NO_OWNER = Thread.ofPlatform().unstarted(() -> {});

  private final ByteBuffer[] array;
  private final int offset;
  private final int length;
  private final boolean isArray;
  private final CRC32C crc = new CRC32C();
  private long seal;

  private Buffers(ByteBuffer[] array, int offset, int length, boolean isArray) {
    this.array = array;
    this.offset = offset;
    this.length = length;
    this.isArray = isArray;
  }

  static Buffers of(ByteBuffer one) {
    return new Buffers(new ByteBuffer[] {one}, 0, 1, false);
  }

  static Buffers of(ByteBuffer[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    return new Buffers(Arrays.copyOfRange(array, offset, offset + length), 0, length, true);
  }

  /// Returns the sum of the buffers' remaining bytes, at most [Integer#MAX_VALUE].
  int remaining() {
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      sum += array[i].remaining();
    }
    return (int) Math.min(sum, Integer.MAX_VALUE);
  }

  boolean isReadOnly() {
    for (int i = offset; i < offset + length; i++) {
      if (array[i].isReadOnly()) {
        return true;
      }
    }
    return false;
  }

  /// Throws unless all threads can use the memory of the buffers.
  ///
  /// @throws IllegalStateException when the arena of a buffer is closed, or confined to a thread
  void checkAccess() {
    for (int i = offset; i < offset + length; i++) {
      if (array[i].isDirect()) {
        checkAccess(MemorySegment.ofBuffer(array[i]));
      }
    }
  }

  private static void checkAccess(MemorySegment memory) {
    if (!memory.isAccessibleBy(NO_OWNER)) {
      throw new IllegalStateException("the arena of the buffer is confined to a thread");
    }
    if (!memory.scope().isAlive()) {
      throw new IllegalStateException("the arena of the buffer is closed");
    }
  }

  /// Moves `count` bytes in total, one buffer after the other.
  void forEach(int count, Move move) {
    int left = count;
    for (int i = offset; left > 0; i++) {
      int part = Math.min(left, array[i].remaining());
      move.move(array[i], part);
      left -= part;
    }
  }

  /// Returns a hash of the last `count` bytes before the buffers' positions, which are the bytes of
  /// a read.
  int hashOfLast(int count) {
    int hash = count;
    int left = count;
    for (int i = offset + length - 1; i >= offset && left > 0; i--) {
      ByteBuffer each = array[i];
      int part = Math.min(left, each.position());
      for (int at = each.position() - part; at < each.position(); at++) {
        hash = 31 * hash + each.get(at);
      }
      left -= part;
    }
    return hash;
  }

  /// Remembers the present state of the buffers.
  void seal() {
    seal = hash();
  }

  /// Returns whether the buffers are as they were at the last [#seal]. When the arena of a buffer
  /// is closed, returns true, because the buffer cannot be read.
  boolean isIntact() {
    try {
      return seal == hash();
    } catch (IllegalStateException closed) {
      return true;
    }
  }

  private long hash() {
    long hash = 0;
    crc.reset();
    for (int i = offset; i < offset + length; i++) {
      ByteBuffer each = array[i];
      hash = 31 * (31 * hash + each.position()) + each.limit();
      crc.update(each.duplicate().position(0));
    }
    return (hash << 32) ^ crc.getValue();
  }

  Number result(int count) {
    if (isArray) {
      return (long) count;
    }
    return count;
  }
}
