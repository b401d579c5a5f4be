package dev.wharf.engine.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Buffers that one thread has given back, and that the pool keeps for this thread. The buffer that
/// came last is used first, because its memory is still in the processor's cache. The buffers stay
/// claimed.
///
/// Only that thread calls the methods, except [#count] and [#bytes], which any thread may call.
final class ThreadBuffers implements BufferMemory.Kept {
  /// The smallest size class has 2^8 = 256 bytes.
  static final int SMALLEST_BITS = 8;

  /// The number of buffers kept of each size class, from 256 bytes to 4 KiB. Together they have 64
  /// KiB.
  private static final int[] KEPT = {64, 16, 8, 8, 4};

  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(int[].class);

  private final Object pool;
  private final Consumer<ThreadBuffers> onEnd;
  private final @Nullable PooledBuffer[][] waiting = new @Nullable PooledBuffer[KEPT.length][];
  private final int[] counts = new int[KEPT.length];

  /// Gets the buffers that [#drainTo] removes.
  @FunctionalInterface
  interface Target {
    void take(int sizeClass, PooledBuffer buffer);
  }

  /// Creates an object without buffers.
  ///
  /// @param pool the pool of the buffers
  /// @param onEnd takes the buffers back; called by the thread when it ends
  ThreadBuffers(Object pool, Consumer<ThreadBuffers> onEnd) {
    this.pool = pool;
    this.onEnd = onEnd;
    for (int i = 0; i < KEPT.length; i++) {
      waiting[i] = new @Nullable PooledBuffer[KEPT[i]];
    }
  }

  /// Returns the size of the buffers in a size class, in bytes.
  static int bytesOf(int sizeClass) {
    return 1 << (SMALLEST_BITS + sizeClass);
  }

  /// Returns whether the buffers belong to the pool `other`.
  @SuppressWarnings("ReferenceEquality") // compares the objects themselves
  boolean isOf(Object other) {
    return pool == other;
  }

  /// Removes a buffer of the size class and returns it; null when there is none.
  @Nullable PooledBuffer poll(int sizeClass) {
    if (sizeClass >= KEPT.length || counts[sizeClass] == 0) {
      return null;
    }
    int last = counts[sizeClass] - 1;
    PooledBuffer buffer = waiting[sizeClass][last];
    waiting[sizeClass][last] = null;
    COUNT.setOpaque(counts, sizeClass, last);
    return buffer;
  }

  /// Adds a buffer of the size class. Returns false when there is no room for it.
  boolean offer(int sizeClass, PooledBuffer buffer) {
    if (sizeClass >= KEPT.length || counts[sizeClass] == KEPT[sizeClass]) {
      return false;
    }
    int end = counts[sizeClass];
    waiting[sizeClass][end] = buffer;
    COUNT.setOpaque(counts, sizeClass, end + 1);
    return true;
  }

  /// Gives all buffers back. Called by the thread when it ends.
  void end() {
    onEnd.accept(this);
  }

  /// Removes all buffers, and gives them to the target.
  void drainTo(Target target) {
    for (int i = 0; i < KEPT.length; i++) {
      PooledBuffer buffer;
      while ((buffer = poll(i)) != null) {
        target.take(i, buffer);
      }
    }
  }

  /// Returns the number of buffers. Any thread may call it. The result is approximate while the
  /// thread of the buffers adds or removes some.
  @Override
  public int count() {
    int sum = 0;
    for (int i = 0; i < KEPT.length; i++) {
      sum += (int) COUNT.getOpaque(counts, i);
    }
    return sum;
  }

  /// Returns the bytes of the buffers. Any thread may call it. The result is approximate while the
  /// thread of the buffers adds or removes some.
  @Override
  public int bytes() {
    int sum = 0;
    for (int i = 0; i < KEPT.length; i++) {
      sum += (int) COUNT.getOpaque(counts, i) * bytesOf(i);
    }
    return sum;
  }
}
