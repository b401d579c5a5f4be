package dev.wharf.simulation.net;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;

/// The buffers of a read or a write.
///
/// From the start of the operation until its handler is called, only the operation may change the
/// buffers. A hash of their bytes up to the limit, and one of their positions and limits, show
/// whether other code has changed them. The hashes are compared only before a read changes the
/// bytes, and at the end of the operation, because hashing is slow.
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

  // The hashes that the buffers must have until the operation ends.
  private long bytes;
  private int places;

  /// Whether other code has changed the buffers before the operation did.
  private boolean wasChanged;

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

  /// Moves `count` bytes in total into the buffers, one buffer after the other.
  void fill(int count, Move move) {
    wasChanged |= !isIntact();
    forEach(count, move);
    seal();
  }

  /// Moves `count` bytes in total out of the buffers, one buffer after the other.
  void empty(int count, Move move) {
    wasChanged |= places != hashOfPlaces();
    forEach(count, move);
    places = hashOfPlaces();
  }

  private void forEach(int count, Move move) {
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
    crc.reset();
    int left = count;
    for (int i = offset + length - 1; i >= offset && left > 0; i--) {
      int part = Math.min(left, array[i].position());
      addToCrc(array[i], array[i].position() - part, part);
      left -= part;
    }
    return (int) crc.getValue();
  }

  /// Remembers the present state of the buffers.
  void seal() {
    bytes = hashOfBytes();
    places = hashOfPlaces();
  }

  /// Returns whether only the operation has changed the buffers since [#seal]. When the arena of a
  /// buffer is closed, its bytes count as unchanged, because they cannot be read.
  boolean isIntact() {
    if (wasChanged || places != hashOfPlaces()) {
      return false;
    }
    try {
      return bytes == hashOfBytes();
    } catch (IllegalStateException closed) {
      return true;
    }
  }

  private long hashOfBytes() {
    crc.reset();
    for (int i = offset; i < offset + length; i++) {
      addToCrc(array[i], 0, array[i].limit());
    }
    return crc.getValue();
  }

  private int hashOfPlaces() {
    int hash = 0;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * (31 * hash + array[i].position()) + array[i].limit();
    }
    return hash;
  }

  private void addToCrc(ByteBuffer buffer, int from, int count) {
    if (buffer.hasArray()) {
      crc.update(buffer.array(), buffer.arrayOffset() + from, count);
    } else {
      crc.update(buffer.duplicate().clear().limit(from + count).position(from));
    }
  }

  Number result(int count) {
    if (isArray) {
      return (long) count;
    }
    return count;
  }
}
