package dev.wharf.engine.uring;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.stream.IntStream;

/// Direct buffers to copy through, from 1 to 64 KiB, used again and again. Thread-safe.
final class CopyBuffers {
  private static final int MIN_SHIFT = 10;
  private static final int SIZES = 7;
  private static final int KEPT_OF_A_SIZE = 32;

  private static final List<ArrayBlockingQueue<ByteBuffer>> KEPT =
      IntStream.range(0, SIZES)
          .mapToObj(_ -> new ArrayBlockingQueue<ByteBuffer>(KEPT_OF_A_SIZE))
          .toList();

  private CopyBuffers() {}

  /// A cleared buffer with room for so many bytes, 64 KiB at the most.
  static ByteBuffer take(int bytes) {
    int size = sizeFor(bytes);
    ByteBuffer kept = KEPT.get(size).poll();
    return kept == null ? ByteBuffer.allocateDirect(1 << (MIN_SHIFT + size)) : kept.clear();
  }

  /// Gives a buffer back, which the kernel has finished with.
  static void give(ByteBuffer buffer) {
    // When enough are kept, this one is the collector's.
    boolean _ = KEPT.get(sizeFor(buffer.capacity())).offer(buffer);
  }

  private static int sizeFor(int bytes) {
    int shift = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, bytes) - 1);
    return Math.max(0, shift - MIN_SHIFT);
  }
}
