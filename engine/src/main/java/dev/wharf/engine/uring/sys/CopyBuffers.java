package dev.wharf.engine.uring.sys;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.stream.IntStream;

/// A pool of direct buffers of 1 to 64 KiB. The kernel works on such a buffer when it cannot work
/// on the caller's own memory. The pool keeps at most 32 buffers of each size. Thread-safe.
public final class CopyBuffers {
  private static final int MIN_SHIFT = 10;
  private static final int SIZES = 7;
  private static final int KEPT_OF_A_SIZE = 32;

  private static final List<ArrayBlockingQueue<ByteBuffer>> KEPT =
      IntStream.range(0, SIZES)
          .mapToObj(_ -> new ArrayBlockingQueue<ByteBuffer>(KEPT_OF_A_SIZE))
          .toList();

  private CopyBuffers() {}

  /// Returns a cleared buffer of at least `bytes` bytes, which must be 64 KiB or less.
  public static ByteBuffer take(int bytes) {
    int size = sizeFor(bytes);
    ByteBuffer kept = KEPT.get(size).poll();
    return kept == null ? ByteBuffer.allocateDirect(1 << (MIN_SHIFT + size)) : kept.clear();
  }

  /// Gives a buffer back to the pool. The kernel must have finished with it.
  public static void give(ByteBuffer buffer) {
    // A buffer for which the pool has no room is left to the garbage collector.
    boolean _ = KEPT.get(sizeFor(buffer.capacity())).offer(buffer);
  }

  private static int sizeFor(int bytes) {
    int shift = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, bytes) - 1);
    return Math.max(0, shift - MIN_SHIFT);
  }
}
