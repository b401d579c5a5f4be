package dev.wharf.engine.buffer;

import java.util.Queue;
import org.jctools.queues.atomic.MpmcAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/// Where packets are written: gives out a [SendBuffer] of any size up to [#MAX_CAPACITY].
///
/// Buffers come in size classes, two times apart, so that a packet holds less than twice its bytes
/// (the smallest class is of 256). They keep their memory and their views while they wait in the
/// pool, so that in steady state nothing is allocated. A packet larger than the largest class gets
/// memory of its own, which is given up after use; nothing is ever cut or refused for its size
/// alone. What waits in the pool is bounded: 4 MiB for all, and 64 KiB more for each
/// [BufferThread]. Thread-safe.
public final class SendBufferPool implements AutoCloseable {
  /// The largest buffer, in bytes: 16 MiB.
  public static final int MAX_CAPACITY = 16 << 20;

  private static final int SMALLEST_BITS = 8;

  /// How many are kept of each size class: of 256 bytes, 512 bytes and so on up to 64 KiB.
  private static final int[] CLASS_KEPT = {1024, 512, 512, 256, 256, 32, 32, 8, 8};

  private static final int CLASSES = CLASS_KEPT.length;

  private final BufferMemory memory;
  private final Queue<SendBuffer>[] free;

  /// Published by the closer to whoever gives a buffer back.
  private volatile boolean closed;

  /// @param memory the budget that the buffers are drawn from
  public SendBufferPool(BufferMemory memory) {
    this.memory = memory;
    this.free = newQueues();
  }

  /// A writable buffer with room for `capacity` bytes and one owner, the caller.
  ///
  /// @param capacity bytes, 1 to [#MAX_CAPACITY]
  /// @throws BufferMemoryExhaustedException when the memory budget is used up
  public SendBuffer acquire(int capacity) {
    if (capacity < 1 || capacity > MAX_CAPACITY) {
      throw new IllegalArgumentException(
          "capacity must be 1 to " + MAX_CAPACITY + ", not " + capacity);
    }
    int sizeClass = classOf(capacity);
    SendBuffer kept = pollOwn(sizeClass);
    if (kept != null) {
      return kept.renew();
    }
    int claimed = claimedBytes(sizeClass, capacity);
    memory.claim(claimed);
    return acquireClaimed(sizeClass, claimed);
  }

  /// As [#acquire(int)], for what can be done without: null when memory is short. May be called
  /// under a lock.
  ///
  /// @param capacity bytes, 1 to [#MAX_CAPACITY]
  @Nullable SendBuffer tryAcquire(int capacity) {
    int sizeClass = classOf(capacity);
    SendBuffer kept = pollOwn(sizeClass);
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

  /// Gives up what waits in the pool, and from now on each buffer that comes back. Closing again
  /// does nothing.
  @Override
  public void close() {
    closed = true;
    destroyFree();
  }

  static int bytesOf(int sizeClass) {
    return 1 << (SMALLEST_BITS + sizeClass);
  }

  /// Takes back a buffer that has no owner left.
  void recycle(SendBuffer buffer) {
    int sizeClass = classOf(buffer.capacity());
    ThreadBuffers own = ofThisThread();
    if (own == null || !own.offer(sizeClass, buffer)) {
      recycleForAll(sizeClass, buffer);
    }
  }

  /// Takes back a buffer, for any thread.
  void recycleForAll(int sizeClass, SendBuffer buffer) {
    int capacity = buffer.capacity();
    if (sizeClass == CLASSES || !free[sizeClass].offer(buffer)) {
      buffer.destroy(memory);
    }
    memory.unclaim(capacity);
    if (closed) {
      destroyFree();
    }
  }

  /// The thread whose buffers these were has ended.
  void forget(ThreadBuffers empty) {
    memory.remove(empty);
  }

  private @Nullable SendBuffer pollOwn(int sizeClass) {
    ThreadBuffers own = ofThisThread();
    return own == null ? null : own.poll(sizeClass);
  }

  private SendBuffer acquireClaimed(int sizeClass, int claimed) {
    SendBuffer pooled = sizeClass == CLASSES ? null : free[sizeClass].poll();
    return pooled == null ? create(claimed) : pooled.renew();
  }

  /// What is kept for the calling thread; null when nothing is, or by another pool.
  private @Nullable ThreadBuffers ofThisThread() {
    if (!(Thread.currentThread() instanceof BufferThread thread)) {
      return null;
    }
    ThreadBuffers own = thread.buffers;
    if (own == null) {
      own = new ThreadBuffers(this);
      memory.add(own);
      thread.buffers = own;
    }
    return own.pool() == this ? own : null;
  }

  private void destroyFree() {
    for (Queue<SendBuffer> waiting : free) {
      SendBuffer buffer;
      while ((buffer = waiting.poll()) != null) {
        buffer.destroy(memory);
      }
    }
  }

  private SendBuffer create(int capacity) {
    try {
      return new SendBuffer(this, memory.allocate(capacity));
    } catch (Throwable t) {
      memory.unclaim(capacity);
      throw t;
    }
  }

  private static int claimedBytes(int sizeClass, int capacity) {
    return sizeClass == CLASSES ? capacity : bytesOf(sizeClass);
  }

  private static int classOf(int capacity) {
    int bits = Integer.SIZE - Integer.numberOfLeadingZeros(capacity - 1);
    return Math.min(Math.max(bits - SMALLEST_BITS, 0), CLASSES);
  }

  @SuppressWarnings("unchecked")
  private static Queue<SendBuffer>[] newQueues() {
    Queue<SendBuffer>[] queues = (Queue<SendBuffer>[]) new Queue<?>[CLASSES];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = new MpmcAtomicArrayQueue<>(CLASS_KEPT[i]);
    }
    return queues;
  }
}
