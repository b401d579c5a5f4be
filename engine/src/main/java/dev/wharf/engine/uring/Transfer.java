package dev.wharf.engine.uring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What one read or write works on, where that is not simply one buffer's own memory: several
/// buffers, or a copy in direct memory, as for buffers on the heap or in an arena that can be
/// closed, and for operations that can be cancelled.
///
/// Of whoever the operation is of.
final class Transfer {
  private static final int MAX_COPY_BYTES = 64 << 10;

  /// The kinds of scopes that end only when nobody refers to the memory.
  private static final Class<?> GLOBAL = Arena.global().scope().getClass();

  private static final Class<?> AUTOMATIC = Arena.ofAuto().scope().getClass();
  private static final Class<?> DIRECT =
      MemorySegment.ofBuffer(ByteBuffer.allocateDirect(1)).scope().getClass();

  private static final Thread NO_OWNER = Thread.ofPlatform().unstarted(() -> {});

  private final ByteBuffer[] buffers;

  /// What the kernel works on instead of the buffers, if anything.
  private final @Nullable ByteBuffer copy;

  /// Keeps the buffers' arenas open.
  private final @Nullable ArenaHold hold;

  private final boolean incoming;
  private final boolean ofArray;

  private Transfer(ByteBuffer[] buffers, boolean copied, boolean incoming, boolean ofArray) {
    this.buffers = buffers;
    // The hold comes last: it keeps the arenas open until it is released, so nothing may fail
    // behind it.
    this.copy = copied ? copyOf(buffers, incoming) : null;
    this.hold = copied ? ArenaHold.of(buffers) : null;
    this.incoming = incoming;
    this.ofArray = ofArray;
  }

  /// Through a copy.
  ///
  /// @param incoming whether the buffer is to be filled
  static Transfer copied(ByteBuffer buffer, boolean incoming) {
    return new Transfer(new ByteBuffer[] {buffer}, true, incoming, false);
  }

  /// @param incoming whether the buffers are to be filled
  /// @throws IllegalStateException when a buffer is of an arena that is confined to a thread, or
  ///   closed
  static Transfer ofArray(ByteBuffer[] buffers, int from, int count, boolean incoming) {
    ByteBuffer[] range = Arrays.copyOfRange(buffers, from, from + count);
    boolean lasting = true;
    for (ByteBuffer each : range) {
      lasting &= isLasting(each);
    }
    return new Transfer(range, !lasting, incoming, true);
  }

  /// Whether the buffer's memory stays in place for as long as the buffer is referred to, so that
  /// the kernel can work on it.
  ///
  /// @throws IllegalStateException when the buffer is of an arena that is confined to a thread, or
  ///   closed
  static boolean isLasting(ByteBuffer buffer) {
    if (!buffer.isDirect()) {
      return false;
    }
    MemorySegment segment = MemorySegment.ofBuffer(buffer);
    Class<?> scope = segment.scope().getClass();
    if (scope == GLOBAL || scope == DIRECT || scope == AUTOMATIC) {
      return true;
    }
    if (!segment.isAccessibleBy(NO_OWNER)) {
      throw new IllegalStateException("Confined session not supported");
    }
    if (!segment.scope().isAlive()) {
      throw new IllegalStateException("Already closed");
    }
    return false;
  }

  static int remaining(ByteBuffer[] buffers, int from, int count) {
    long sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += buffers[i].remaining();
    }
    return (int) Math.min(sum, Integer.MAX_VALUE);
  }

  /// Whether it was asked for with an array of buffers.
  boolean isOfArray() {
    return ofArray;
  }

  /// The memory that the kernel works on instead of the buffers'; null when it is theirs.
  @Nullable ByteBuffer copy() {
    return copy;
  }

  /// How many pieces the buffers' own memory is in: as many as one operation takes at the most.
  int pieces() {
    int count = 0;
    for (ByteBuffer each : buffers) {
      count += each.hasRemaining() ? 1 : 0;
    }
    return Math.min(count, Abi.MAX_VECTORS);
  }

  /// Says where the pieces are.
  ///
  /// @param target room for so many times [Abi#VECTOR_SIZE]
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

  /// The kernel has filled or read so many bytes: moves the buffers' positions on.
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

  /// It is over: the kernel's hands are off the memory.
  void end() {
    if (copy != null) {
      CopyBuffers.give(copy);
    }
    releaseHold();
  }

  /// Lets the buffers' arenas be closed from here on. The kernel may work on the copy still.
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
