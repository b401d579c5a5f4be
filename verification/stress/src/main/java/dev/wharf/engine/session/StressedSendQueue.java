package dev.wharf.engine.session;

import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.memory.BufferPool;
import dev.wharf.engine.memory.PooledBuffer;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/// A send queue whose packets are written at once and completely. This class counts faults of the
/// queue.
final class StressedSendQueue {
  private static final BufferPool POOL = new BufferPool(new BufferMemory(256L << 20));

  private final SendQueue queue = new SendQueue(SendQueueLimits.defaults(), () -> {});
  private final AtomicInteger writers = new AtomicInteger();

  /// The number of written packets. Only the writer changes this field. It is plain on purpose: a
  /// hand-over of the writer's role that does not make the value visible loses counts.
  private int written;

  /// The number of faults: two writers at one time, or an end that was reported with a packet in
  /// the queue.
  final AtomicInteger faults = new AtomicInteger();

  /// How often the writer was told that all packets are written and no further packet can follow.
  final AtomicInteger ends = new AtomicInteger();

  /// Makes the calling thread the writer of the empty queue.
  void becomeWriter() {
    queue.requestWrite();
    queue.nextWrite();
  }

  /// Offers a packet, and writes the queue if the caller has become the writer. Returns 1 when the
  /// packet was accepted.
  int offer() {
    try (PooledBuffer packet = POOL.acquire(1).writeByte(1).seal()) {
      return switch (queue.offer(packet, SendPolicy.KEEP)) {
        case QUEUED -> 1;
        case QUEUED_BECAME_WRITER -> {
          write();
          yield 1;
        }
        case REPLACED, DROPPED, OVERFLOWED, FINISHED -> 0;
      };
    }
  }

  /// Offers a packet, but does not write the queue. A session does the same: its worker writes
  /// later.
  ///
  /// @return whether the caller must make sure that [#write()] is called
  boolean offerForLater() {
    try (PooledBuffer packet = POOL.acquire(1).writeByte(1).seal()) {
      return queue.offer(packet, SendPolicy.KEEP) == SendQueue.Offer.QUEUED_BECAME_WRITER;
    }
  }

  void finish() {
    if (queue.finish()) {
      write();
    }
  }

  void write() {
    int count;
    // A thread counts as a writer only between two calls of nextWrite(), because nextWrite() may
    // end the thread's role as the writer.
    while ((count = queue.nextWrite()) > 0) {
      if (writers.incrementAndGet() != 1) {
        faults.incrementAndGet();
      }
      for (int i = 0; i < count; i++) {
        ByteBuffer view = queue.views()[i];
        view.position(view.limit());
      }
      written += queue.written();
      writers.decrementAndGet();
    }
    if (count == SendQueue.ALL_WRITTEN) {
      ends.incrementAndGet();
      if (queue.packets() > 0) {
        faults.incrementAndGet();
      }
    }
  }

  /// Frees the remaining packets. Returns the number of written packets.
  int close() {
    queue.clear();
    return written;
  }
}
