package dev.wharf.engine.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Buffers that one thread has given back to a pool and will want again, the last one first: its
/// memory is still in the processor's cache. They stay claimed.
///
/// Belongs to that thread, but for [#count] and [#bytes].
final class ThreadBuffers implements BufferMemory.Kept {
  /// The smallest size class has 2^8 = 256 bytes.
  static final int SMALLEST_BITS = 8;

  /// How many are kept of each size class, from 256 bytes to 4 KiB: 64 KiB in all.
  private static final int[] KEPT = {64, 16, 8, 8, 4};

  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(int[].class);

  private final Object pool;
  private final Consumer<ThreadBuffers> onEnd;
  private final @Nullable PooledBuffer[][] waiting = new @Nullable PooledBuffer[KEPT.length][];
  private final int[] counts = new int[KEPT.length];

  /// Receives the buffers that are given up.
  @FunctionalInterface
  interface Target {
    void take(int sizeClass, PooledBuffer buffer);
  }

  /// @param pool the pool that the buffers are of
  /// @param onEnd called by the thread when it ends; takes the buffers back
  ThreadBuffers(Object pool, Consumer<ThreadBuffers> onEnd) {
    this.pool = pool;
    this.onEnd = onEnd;
    for (int i = 0; i < KEPT.length; i++) {
      waiting[i] = new @Nullable PooledBuffer[KEPT[i]];
    }
  }

  /// The bytes of a buffer of the size class.
  static int bytesOf(int sizeClass) {
    return 1 << (SMALLEST_BITS + sizeClass);
  }

  /// Whether the buffers are of that pool.
  @SuppressWarnings("ReferenceEquality") // pools are the same or not
  boolean isOf(Object other) {
    return pool == other;
  }

  /// A buffer of the size class, or null.
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

  /// Keeps a buffer of the size class; says whether there was room.
  boolean offer(int sizeClass, PooledBuffer buffer) {
    if (sizeClass >= KEPT.length || counts[sizeClass] == KEPT[sizeClass]) {
      return false;
    }
    int end = counts[sizeClass];
    waiting[sizeClass][end] = buffer;
    COUNT.setOpaque(counts, sizeClass, end + 1);
    return true;
  }

  /// Ends the keeping. Called by the thread as it ends.
  void end() {
    onEnd.accept(this);
  }

  /// Takes all buffers out.
  void drainTo(Target target) {
    for (int i = 0; i < KEPT.length; i++) {
      PooledBuffer buffer;
      while ((buffer = poll(i)) != null) {
        target.take(i, buffer);
      }
    }
  }

  /// How many buffers wait. Any thread; near enough while some come and go.
  @Override
  public int count() {
    int sum = 0;
    for (int i = 0; i < KEPT.length; i++) {
      sum += (int) COUNT.getOpaque(counts, i);
    }
    return sum;
  }

  /// How many bytes the buffers have that wait. Any thread; near enough while some come and go.
  @Override
  public int bytes() {
    int sum = 0;
    for (int i = 0; i < KEPT.length; i++) {
      sum += (int) COUNT.getOpaque(counts, i) * bytesOf(i);
    }
    return sum;
  }
}
