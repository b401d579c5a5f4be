package dev.wharf.engine.memory;

import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.SendBufferPool;
import java.util.Queue;
import org.jctools.queues.atomic.MpmcAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/// The pool of send buffers of a completion port. Thread-safe.
///
/// Buffers keep their memory and their views while they wait in the pool, so nothing is allocated
/// in steady state. A packet larger than the largest size class gets new memory, which is freed
/// after use. The pool keeps at most 7 MiB for all threads, and 64 KiB more for each
/// [BufferThread].
public final class BufferPool implements SendBufferPool, PooledBuffer.Home, AutoCloseable {
  /// The number of buffers kept of each size class: 256 bytes, 512 bytes and so on up to 64 KiB.
  /// There are many small ones, because the tick of a world may send thousands of players a packet
  /// each before the first one is written.
  private static final int[] CLASS_KEPT = {8192, 2048, 512, 256, 256, 32, 32, 8, 8};

  private static final int CLASSES = CLASS_KEPT.length;

  private final BufferMemory memory;
  private final Queue<PooledBuffer>[] free;

  /// Whether the pool is closed. Read by threads that give buffers back.
  private volatile boolean closed;

  /// Creates an empty pool.
  ///
  /// @param memory the budget from which the buffers are claimed
  public BufferPool(BufferMemory memory) {
    this.memory = memory;
    this.free = newQueues();
  }

  @Override
  public PooledBuffer acquire(int capacity) {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "capacity must be 1 to " + MAX_CAPACITY + ", not " + capacity);
    }
    int sizeClass = classOf(capacity);
    PooledBuffer kept = pollOwn(sizeClass);
    if (kept != null) {
      return kept.renew();
    }
    int claimed = claimedBytes(sizeClass, capacity);
    memory.claim(claimed);
    return acquireClaimed(sizeClass, claimed);
  }

  /// Does the same as [#acquire(int)], for a buffer that is not necessary. Returns null when memory
  /// is short. The caller may hold a lock.
  ///
  /// @param capacity bytes, 1 to [#MAX_CAPACITY]
  @Override
  public @Nullable PooledBuffer tryAcquire(int capacity) {
    int sizeClass = classOf(capacity);
    PooledBuffer kept = pollOwn(sizeClass);
    if (kept != null) {
      return kept.renew();
    }
    int claimed = claimedBytes(sizeClass, capacity);
    try {
      return memory.tryClaim(claimed) ? acquireClaimed(sizeClass, claimed) : null;
    } catch (BufferMemoryExhaustedException e) {
      return null;
    }
  }

  /// Frees the buffers in the pool. From now on, frees each buffer that comes back. May be called
  /// several times.
  @Override
  public void close() {
    closed = true;
    destroyFree();
  }

  @Override
  public void recycle(PooledBuffer buffer) {
    int sizeClass = classOf(buffer.capacity());
    ThreadBuffers own = ofThisThread();
    if (own == null || !own.offer(sizeClass, buffer)) {
      recycleForAll(sizeClass, buffer);
    }
  }

  /// Takes a buffer back, and puts it where any thread may get it next.
  private void recycleForAll(int sizeClass, PooledBuffer buffer) {
    int capacity = buffer.capacity();
    if (sizeClass == CLASSES || !free[sizeClass].offer(buffer)) {
      buffer.destroy(memory);
    }
    memory.unclaim(capacity);
    if (closed) {
      destroyFree();
    }
  }

  /// Takes back the buffers that were kept for a thread, because the thread ends.
  private void giveUp(ThreadBuffers kept) {
    kept.drainTo(this::recycleForAll);
    memory.remove(kept);
  }

  private @Nullable PooledBuffer pollOwn(int sizeClass) {
    ThreadBuffers own = ofThisThread();
    return own == null ? null : own.poll(sizeClass);
  }

  private PooledBuffer acquireClaimed(int sizeClass, int claimed) {
    PooledBuffer pooled = sizeClass == CLASSES ? null : free[sizeClass].poll();
    return pooled == null ? create(claimed) : pooled.renew();
  }

  /// Returns the buffers kept for the calling thread. Returns null when the thread keeps none, or
  /// buffers of another pool.
  private @Nullable ThreadBuffers ofThisThread() {
    if (!(Thread.currentThread() instanceof BufferThread thread)) {
      return null;
    }
    ThreadBuffers own = thread.buffers;
    if (own == null) {
      own = new ThreadBuffers(this, this::giveUp);
      memory.add(own);
      thread.buffers = own;
    }
    return own.isOf(this) ? own : null;
  }

  private void destroyFree() {
    for (Queue<PooledBuffer> waiting : free) {
      PooledBuffer buffer;
      while ((buffer = waiting.poll()) != null) {
        buffer.destroy(memory);
      }
    }
  }

  private PooledBuffer create(int capacity) {
    try {
      return new PooledBuffer(this, memory.allocate(capacity));
    } catch (Throwable t) {
      memory.unclaim(capacity);
      throw t;
    }
  }

  private static int claimedBytes(int sizeClass, int capacity) {
    return sizeClass == CLASSES ? capacity : ThreadBuffers.bytesOf(sizeClass);
  }

  private static int classOf(int capacity) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(capacity - 1);
    return Math.min(Math.max(bits - ThreadBuffers.SMALLEST_BITS, 0), CLASSES);
  }

  @SuppressWarnings("unchecked")
  private static Queue<PooledBuffer>[] newQueues() {
    Queue<PooledBuffer>[] queues = (Queue<PooledBuffer>[]) new Queue<?>[CLASSES];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = new MpmcAtomicArrayQueue<>(CLASS_KEPT[i]);
    }
    return queues;
  }
}
