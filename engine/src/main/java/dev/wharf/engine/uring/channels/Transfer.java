package dev.wharf.engine.uring.channels;

import dev.wharf.engine.uring.sys.Abi;
import dev.wharf.engine.uring.sys.ArenaHold;
import dev.wharf.engine.uring.sys.CopyBuffers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The memory of one read or write that uses several buffers, or a copy in direct memory.
///
/// The kernel works on a copy when a buffer is on the heap, when the buffer's arena can be closed,
/// or when the operation can be cancelled. An operation on one direct buffer that needs no copy has
/// no object of this class.
///
/// Not thread-safe. The thread that claims the operation creates the transfer; later, only the
/// loop's thread uses it.
final class Transfer {
  private static final int MAX_COPY_BYTES = 64 << 10;

  private final ByteBuffer[] buffers;

  /// The copy that the kernel works on; null when the kernel works on the buffers' own memory.
  private final @Nullable ByteBuffer copy;

  /// Keeps the buffers' arenas open; null when none of them can be closed.
  private final @Nullable ArenaHold hold;

  private final boolean incoming;
  private final boolean ofArray;

  private Transfer(ByteBuffer[] buffers, boolean copied, boolean incoming, boolean ofArray) {
    this.buffers = buffers;
    // The hold is made last, because nothing would release it if a later step failed.
    this.copy = copied ? copyOf(buffers, incoming) : null;
    this.hold = copied ? ArenaHold.of(buffers) : null;
    this.incoming = incoming;
    this.ofArray = ofArray;
  }

  /// Creates the transfer of one buffer through a copy.
  ///
  /// @param incoming whether the operation is a read
  static Transfer copied(ByteBuffer buffer, boolean incoming) {
    return new Transfer(new ByteBuffer[] {buffer}, true, incoming, false);
  }

  /// Creates the transfer of an array of buffers. It uses a copy if one of the buffers needs it.
  ///
  /// @param incoming whether the operation is a read
  /// @throws IllegalStateException when a buffer's arena is confined to a thread, or closed
  static Transfer ofArray(ByteBuffer[] buffers, int from, int count, boolean incoming) {
    ByteBuffer[] range = Arrays.copyOfRange(buffers, from, from + count);
    boolean lasting = true;
    for (ByteBuffer each : range) {
      lasting &= ArenaHold.isLasting(each);
    }
    return new Transfer(range, !lasting, incoming, true);
  }

  static int remaining(ByteBuffer[] buffers, int from, int count) {
    long sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += buffers[i].remaining();
    }
    return (int) Math.min(sum, Integer.MAX_VALUE);
  }

  /// Returns whether the user of the channel passed an array of buffers.
  boolean isOfArray() {
    return ofArray;
  }

  /// Returns the copy that the kernel works on; null when the kernel works on the buffers' own
  /// memory.
  @Nullable ByteBuffer copy() {
    return copy;
  }

  /// Returns the number of buffers that are not empty, but at most the number that one operation of
  /// the kernel allows.
  int pieces() {
    int count = 0;
    for (ByteBuffer each : buffers) {
      count += each.hasRemaining() ? 1 : 0;
    }
    return Math.min(count, Abi.MAX_VECTORS);
  }

  /// Writes the address and the size of each buffer that is not empty.
  ///
  /// @param target memory of [Abi#VECTOR_SIZE] bytes for each buffer to write, see [#pieces]
  void writeVectors(MemorySegment target) {
    long at = 0;
    for (int i = 0; i < buffers.length && at < target.byteSize(); i++) {
      MemorySegment piece = MemorySegment.ofBuffer(buffers[i]);
      if (piece.byteSize() > 0) {
        target.set(ValueLayout.JAVA_LONG, at, piece.address());
        target.set(ValueLayout.JAVA_LONG, at + Long.BYTES, piece.byteSize());
        at += Abi.VECTOR_SIZE;
      }
    }
  }

  /// Advances the buffers' positions by the bytes that the kernel has transferred. When the kernel
  /// has received into the copy, first moves these bytes into the buffers.
  void advance(int bytes) {
    ByteBuffer filled = incoming ? copy : null;
    int left = bytes;
    for (int i = 0; left > 0; i++) {
      ByteBuffer buffer = buffers[i];
      int count = Math.min(left, buffer.remaining());
      if (filled != null) {
        buffer.put(buffer.position(), filled, bytes - left, count);
      }
      buffer.position(buffer.position() + count);
      left -= count;
    }
  }

  /// Gives the copy back to its pool, and releases the buffers' arenas. Called when the kernel no
  /// longer uses the memory.
  void end() {
    if (copy != null) {
      CopyBuffers.give(copy);
    }
    releaseHold();
  }

  /// Ends the hold on the buffers' arenas, so that they can be closed. The kernel may still work on
  /// the copy.
  void releaseHold() {
    if (hold != null) {
      hold.release();
    }
  }

  private static ByteBuffer copyOf(ByteBuffer[] buffers, boolean incoming) {
    int bytes = Math.min(remaining(buffers, 0, buffers.length), MAX_COPY_BYTES);
    ByteBuffer copy = CopyBuffers.take(bytes).limit(bytes);
    if (!incoming) {
      for (ByteBuffer each : buffers) {
        copyTo(copy, each);
      }
      copy.flip();
    }
    return copy;
  }

  private static void copyTo(ByteBuffer target, ByteBuffer source) {
    int count = Math.min(source.remaining(), target.remaining());
    target.put(target.position(), source, source.position(), count);
    target.position(target.position() + count);
  }
}
