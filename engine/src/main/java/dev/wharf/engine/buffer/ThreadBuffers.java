package dev.wharf.engine.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Buffers that one thread has given back to a pool and will want again, the last one first: its
/// memory is still in the processor's cache. They stay claimed.
///
/// Belongs to that thread, but for [#count] and [#bytes].
final class ThreadBuffers {
  /// How many are kept of each size class, from 256 bytes to 4 KiB: 64 KiB in all.
  private static final int[] KEPT = {64, 16, 8, 8, 4};

  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(int[].class);

  private final SendBufferPool pool;
  private final @Nullable SendBuffer[][] waiting = new @Nullable SendBuffer[KEPT.length][];
  private final int[] counts = new int[KEPT.length];

  ThreadBuffers(SendBufferPool pool) {
    this.pool = pool;
    for (int i = 0; i < KEPT.length; i++) {
      waiting[i] = new @Nullable SendBuffer[KEPT[i]];
    }
  }

  SendBufferPool pool() {
    return pool;
  }

  /// A buffer of the size class, or null.
  @Nullable SendBuffer poll(int sizeClass) {
    if (sizeClass >= KEPT.length || counts[sizeClass] == 0) {
      return null;
    }
    int last = counts[sizeClass] - 1;
    SendBuffer buffer = waiting[sizeClass][last];
    waiting[sizeClass][last] = null;
    COUNT.setOpaque(counts, sizeClass, last);
    return buffer;
  }

  /// Keeps a buffer of the size class; says whether there was room.
  boolean offer(int sizeClass, SendBuffer buffer) {
    if (sizeClass >= KEPT.length || counts[sizeClass] == KEPT[sizeClass]) {
      return false;
    }
    int end = counts[sizeClass];
    waiting[sizeClass][end] = buffer;
    COUNT.setOpaque(counts, sizeClass, end + 1);
    return true;
  }

  /// Gives all back to the pool.
  void giveUp() {
    for (int i = 0; i < KEPT.length; i++) {
      SendBuffer buffer;
      while ((buffer = poll(i)) != null) {
        pool.recycleForAll(i, buffer);
      }
    }
    pool.forget(this);
  }

  /// How many buffers wait. Any thread; near enough while some come and go.
  int count() {
    int sum = 0;
    for (int i = 0; i < KEPT.length; i++) {
      sum += (int) COUNT.getOpaque(counts, i);
    }
    return sum;
  }

  /// How many bytes the buffers have that wait. Any thread; near enough while some come and go.
  int bytes() {
    int sum = 0;
    for (int i = 0; i < KEPT.length; i++) {
      sum += (int) COUNT.getOpaque(counts, i) * SendBufferPool.bytesOf(i);
    }
    return sum;
  }
}
