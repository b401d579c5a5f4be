package dev.wharf.engine.uring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The buffers of one read or write, and the memory that the kernel works on for them: the buffers'
/// own where it stays in place for as long as the buffer is referred to, and else a copy of direct
/// memory, as for buffers on the heap or in an arena that can be closed, and for operations that
/// can be cancelled.
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

  private final boolean incoming;
  private @Nullable ByteBuffer single;
  private ByteBuffer @Nullable [] many;
  private int offset;
  private int end;
  private @Nullable ByteBuffer copy;
  private int vectors;
  private long address;
  private int length;

  /// @param incoming whether the buffers are to be filled
  Transfer(boolean incoming) {
    this.incoming = incoming;
  }

  /// @param copied whether to work on a copy in any case
  /// @throws IllegalStateException when the buffer is of an arena that is confined to a thread, or
  ///   closed
  void prepare(ByteBuffer buffer, boolean copied) {
    single = buffer;
    if (isLasting(buffer) && !copied) {
      vectors = 0;
      address = addressOf(buffer);
      length = buffer.remaining();
    } else {
      prepareCopy(buffer.remaining());
    }
  }

  /// @throws IllegalStateException when a buffer is of an arena that is confined to a thread, or
  ///   closed
  void prepare(ByteBuffer[] buffers, int from, int count) {
    many = buffers.clone();
    offset = from;
    end = from + count;
    boolean lasting = true;
    for (int i = from; i < end; i++) {
      lasting &= isLasting(buffers[i]);
    }
    if (lasting) {
      vectors = countVectors();
    } else {
      prepareCopy(remaining(buffers, from, count));
    }
  }

  /// Whether [#writeVectors] says where the memory is, and not [#address()].
  boolean isVectored() {
    return vectors > 0;
  }

  int vectors() {
    return vectors;
  }

  /// @param target room for [#vectors()] times [Abi#VECTOR_SIZE]
  void writeVectors(MemorySegment target) {
    ByteBuffer[] buffers = many;
    if (buffers == null) {
      return;
    }
    long at = 0;
    for (int i = offset; i < end && at < (long) vectors * Abi.VECTOR_SIZE; i++) {
      if (buffers[i].hasRemaining()) {
        target.set(ValueLayout.JAVA_LONG, at, addressOf(buffers[i]));
        target.set(ValueLayout.JAVA_LONG, at + Long.BYTES, buffers[i].remaining());
        at += Abi.VECTOR_SIZE;
      }
    }
  }

  long address() {
    return address;
  }

  int length() {
    return length;
  }

  /// The kernel has filled or read so many bytes: moves the buffers' positions on.
  void advance(int bytes) {
    ByteBuffer filled = incoming ? copy : null;
    if (filled != null) {
      filled.limit(bytes);
    }
    ByteBuffer[] buffers = many;
    if (single != null) {
      advance(single, bytes, filled);
    } else if (buffers != null) {
      int left = bytes;
      for (int i = offset; left > 0; i++) {
        int count = Math.min(left, buffers[i].remaining());
        advance(buffers[i], count, filled);
        left -= count;
      }
    }
  }

  /// Lets go of the buffers.
  void clear() {
    single = null;
    many = null;
    ByteBuffer used = copy;
    copy = null;
    if (used != null) {
      CopyBuffers.give(used);
    }
  }

  static int remaining(ByteBuffer[] buffers, int from, int count) {
    long sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += buffers[i].remaining();
    }
    return (int) Math.min(sum, Integer.MAX_VALUE);
  }

  private void prepareCopy(int bytes) {
    vectors = 0;
    ByteBuffer target = CopyBuffers.take(Math.min(bytes, MAX_COPY_BYTES));
    copy = target;
    if (!incoming) {
      copyAllTo(target);
      target.flip();
    } else {
      target.limit(Math.min(bytes, target.capacity()));
    }
    address = addressOf(target);
    length = target.remaining();
  }

  private void copyAllTo(ByteBuffer target) {
    ByteBuffer[] buffers = many;
    if (single != null) {
      copyTo(target, single);
    } else if (buffers != null) {
      for (int i = offset; i < end; i++) {
        copyTo(target, buffers[i]);
      }
    }
  }

  private static void copyTo(ByteBuffer target, ByteBuffer source) {
    int count = Math.min(source.remaining(), target.remaining());
    target.put(target.position(), source, source.position(), count);
    target.position(target.position() + count);
  }

  private static void advance(ByteBuffer buffer, int count, @Nullable ByteBuffer filled) {
    if (filled != null) {
      buffer.put(buffer.position(), filled, filled.position(), count);
      filled.position(filled.position() + count);
    }
    buffer.position(buffer.position() + count);
  }

  private int countVectors() {
    ByteBuffer[] buffers = many;
    int count = 0;
    for (int i = offset; buffers != null && i < end && count < Abi.MAX_VECTORS; i++) {
      if (buffers[i].hasRemaining()) {
        count++;
      }
    }
    return count;
  }

  private static boolean isLasting(ByteBuffer buffer) {
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

  private static long addressOf(ByteBuffer buffer) {
    return MemorySegment.ofBuffer(buffer).address();
  }
}
