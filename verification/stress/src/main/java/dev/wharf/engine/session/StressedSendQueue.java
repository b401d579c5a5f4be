package dev.wharf.engine.session;

import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.engine.memory.CountedBuffers;
import dev.wharf.engine.memory.PooledBuffer;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// A send queue whose packets are written at once and completely. This class counts faults of the
/// queue.
final class StressedSendQueue {
  private final CountedBuffers buffers = new CountedBuffers();
  private final SendQueue queue = new SendQueue(SendQueueLimits.defaults(), () -> {});
  private final AtomicInteger writers = new AtomicInteger();

  /// The number of written packets. Only the writer changes this field. It is plain on purpose: a
  /// hand-over of the writer's role that does not make the value visible loses counts.
  private int written;

  /// The written bytes as the digits of a number. Plain for the same reason.
  int digits;

  /// The number of packets that the queue has counted as written.
  final LongAdder counted = new LongAdder();

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

  /// Makes packets wait until [#open()].
  void hold() {
    queue.hold();
  }

  /// Ends [#hold()], and writes the queue if the caller has become the writer.
  void open() {
    if (queue.open()) {
      write();
    }
  }

  /// Offers a packet, and writes the queue if the caller has become the writer. Returns 1 when the
  /// packet was accepted.
  int offer() {
    return offer(1);
  }

  /// Offers a packet whose byte is the given digit, as [#offer()] does.
  int offer(int digit) {
    try (PooledBuffer packet = buffers.packet(digit)) {
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
    return offerUnwritten() == SendQueue.Offer.QUEUED_BECAME_WRITER;
  }

  /// Offers a packet that nobody writes.
  SendQueue.Offer offerUnwritten() {
    try (PooledBuffer packet = buffers.packet(1)) {
      return queue.offer(packet, SendPolicy.KEEP);
    }
  }

  /// Makes the queue refuse packets, and releases those that wait.
  void abandon() {
    queue.abandon();
  }

  /// Returns the number of packets in the queue.
  int packets() {
    return queue.packets();
  }

  /// Returns the number of buffers that have not come back.
  int buffersOut() {
    return buffers.out();
  }

  void finish() {
    if (queue.finish()) {
      write();
    }
  }

  /// Writes the queue as the writer of a session does.
  void write() {
    int count = queue.nextWrite();
    // A thread counts as a writer only between two calls of the queue, because a call may end the
    // thread's role as the writer.
    while (count > 0) {
      if (writers.incrementAndGet() != 1) {
        faults.incrementAndGet();
      }
      for (int i = 0; i < count; i++) {
        take(queue.views()[i]);
      }
      writers.decrementAndGet();
      count = queue.writtenThenNextWrite(counted);
    }
    if (count == SendQueue.ALL_WRITTEN) {
      ends.incrementAndGet();
      if (queue.packets() > 0) {
        faults.incrementAndGet();
      }
    }
  }

  private void take(ByteBuffer view) {
    while (view.hasRemaining()) {
      digits = digits * 10 + view.get();
      written++;
    }
  }

  /// Frees the remaining packets. Returns the number of written packets.
  int close() {
    queue.clear();
    return written;
  }
}
