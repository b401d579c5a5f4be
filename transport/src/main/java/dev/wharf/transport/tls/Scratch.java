package dev.wharf.transport.tls;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Memory for one record, for bytes that do not fit where they should go, or that native code
/// cannot reach there. A buffer is used within one call only, so each worker needs one for the
/// bytes that go in and one for those that come out.
final class Scratch {
  /// Enough for a record: the JDK's engine demands 16,709 bytes for each record that it makes.
  static final int BYTES = 17 << 10;

  private static final ThreadLocal<ByteBuffer> IN =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BYTES));
  private static final ThreadLocal<ByteBuffer> OUT =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BYTES));

  private Scratch() {}

  /// Returns an empty buffer of [#BYTES] for a result, which the caller may use until it returns. A
  /// virtual thread gets a new buffer in the heap, because such a thread soon ends.
  static ByteBuffer get() {
    return Thread.currentThread().isVirtual() ? ByteBuffer.allocate(BYTES) : OUT.get().clear();
  }

  /// Returns a buffer outside of the heap with these bytes, from position 0: the buffer itself does
  /// not change.
  static ByteBuffer in(ByteBuffer bytes, int length) {
    return of(IN).put(0, bytes, bytes.position(), length);
  }

  /// Returns an empty buffer outside of the heap, for a result.
  static ByteBuffer out() {
    return of(OUT);
  }

  private static ByteBuffer of(ThreadLocal<ByteBuffer> ofWorker) {
    return Thread.currentThread().isVirtual()
        ? ByteBuffer.allocateDirect(BYTES)
        : ofWorker.get().clear();
  }

  /// Moves as many bytes as there is room for.
  static void move(ByteBuffer from, ByteBuffer to) {
    int length = Math.min(from.remaining(), to.remaining());
    to.put(to.position(), from, from.position(), length);
    to.position(to.position() + length);
    from.position(from.position() + length);
  }

  /// Returns the remaining bytes of both in a buffer of their own; null when there are none.
  static @Nullable ByteBuffer joined(@Nullable ByteBuffer first, ByteBuffer second) {
    if (!second.hasRemaining()) {
      return first;
    }
    int before = first == null ? 0 : first.remaining();
    ByteBuffer both = ByteBuffer.allocate(before + second.remaining());
    if (first != null) {
      both.put(first);
    }
    return both.put(second).flip();
  }
}
