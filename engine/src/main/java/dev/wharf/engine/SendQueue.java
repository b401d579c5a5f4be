package dev.wharf.engine;

import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.SendBuffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A session's packets on their way out, and the hand-over between many senders and one writer.
/// What waits is gathered into one write; small packets are copied together for it.
///
/// The writer's role is held by one at a time: the sender that finds it free takes it (its [Offer]
/// says so) and must see that [#nextWrite()] is called; the role is given up when [#nextWrite()]
/// finds nothing left. In between, senders only queue.
///
/// [#offer], [#finish] and the getters may be called from any thread; the rest by the writer alone.
/// The lock is held for a few instructions, and never while foreign code runs.
final class SendQueue {
  /// The most buffers gathered into one write: what NIO.2 takes on every platform (16 on Windows
  /// and in the JDK's Linux channel).
  static final int MAX_GATHER = 16;

  /// Packets up to this size are copied into one buffer when several of them wait: for so few
  /// bytes, copying costs less than a piece of their own in a gathering write.
  static final int SMALL_BYTES = 256;

  /// The most that is copied together: a size class of the pool that keeps many.
  static final int MAX_MERGED_BYTES = 4096;

  /// What [#nextWrite()] returns when all is written and nothing more can be queued.
  static final int ALL_WRITTEN = -1;

  private static final int INITIAL_SLOTS = 4;

  private final SendQueueLimits limits;
  private final Runnable onSlow;
  private @Nullable SendBuffer[] buffers = new @Nullable SendBuffer[INITIAL_SLOTS];

  /// Which of the buffers a newer one may replace; null as long as there was none.
  private SendPolicy.@Nullable LatestOnly @Nullable [] latest;

  private int head;
  private int count;
  private int bytes;

  /// Packets, beyond one, that the first buffer holds. Not zero only while that is in flight.
  private int mergedMore;

  private boolean writerBusy;
  private boolean finished;
  private boolean slow;

  /// Views of the first [#inFlight] buffers, which the channel may be writing. The writer's alone;
  /// made when first needed.
  private @Nullable ByteBuffer @Nullable [] views;

  private int inFlight;

  /// @param onSlow called, without the lock, by the sender that makes the queue reach its high mark
  SendQueue(SendQueueLimits limits, Runnable onSlow) {
    this.limits = limits;
    this.onSlow = onSlow;
  }

  /// What became of an offer, and what the sender must do now.
  enum Offer {
    /// Queued; a writer is at work.
    QUEUED,
    /// Queued; the sender has become the writer.
    QUEUED_BECAME_WRITER,
    /// Took the place of an older one.
    REPLACED,
    /// Not taken, as its policy says.
    DROPPED,
    /// Not taken: the queue is full and the packet must not be dropped.
    OVERFLOWED,
    /// Not taken: the queue is finished.
    FINISHED
  }

  /// Makes the caller the writer of a queue that nobody has used yet: what is offered waits until
  /// it calls [#nextWrite()].
  synchronized void hold() {
    writerBusy = true;
  }

  /// Queues a sealed buffer, for which the queue becomes an owner when it takes it.
  Offer offer(SendBuffer buffer, SendPolicy policy) {
    Offer offer;
    boolean turnedSlow;
    synchronized (this) {
      boolean wasSlow = slow;
      offer = take(buffer, policy);
      turnedSlow = slow && !wasSlow;
    }
    if (turnedSlow) {
      onSlow.run();
    }
    return offer;
  }

  private Offer take(SendBuffer buffer, SendPolicy policy) {
    if (finished) {
      return Offer.FINISHED;
    }
    boolean fits = packets() < limits.maxPackets() && bytes + buffer.size() <= limits.maxBytes();
    if (slow) {
      switch (policy) {
        case SendPolicy.Keep keep -> {}
        case SendPolicy.DropNewest dropNewest -> {
          return Offer.DROPPED;
        }
        case SendPolicy.LatestOnly only -> {
          if (replace(buffer, only.key())) {
            return Offer.REPLACED;
          }
        }
      }
    }
    if (!fits) {
      return policy instanceof SendPolicy.Keep ? Offer.OVERFLOWED : Offer.DROPPED;
    }
    add(buffer, policy);
    slow |= packets() >= limits.highPackets() || bytes >= limits.highBytes();
    return becomeWriter() ? Offer.QUEUED_BECAME_WRITER : Offer.QUEUED;
  }

  /// Ends the offering: what is queued may still be written.
  ///
  /// @return true when the caller has become the writer
  synchronized boolean finish() {
    finished = true;
    return becomeWriter();
  }

  /// Whether the high mark was reached and the low mark has not been since.
  synchronized boolean isSlow() {
    return slow;
  }

  synchronized int packets() {
    return count + mergedMore;
  }

  synchronized int bytes() {
    return bytes;
  }

  /// Readies the next write: fills up [#views()].
  ///
  /// @return how many views to write; 0 or [#ALL_WRITTEN] when nothing is left: then the caller is
  ///   the writer no more
  synchronized int nextWrite() {
    if (count == 0) {
      writerBusy = false;
      return finished ? ALL_WRITTEN : 0;
    }
    if (inFlight == 0) {
      mergeSmall();
    }
    @Nullable ByteBuffer[] gathered = views();
    while (inFlight < count && inFlight < MAX_GATHER) {
      gathered[inFlight] = bufferAt(inFlight).takeView();
      inFlight++;
    }
    return inFlight;
  }

  /// The views to write, the first [#nextWrite()] of them.
  @Nullable ByteBuffer[] views() {
    if (views == null) {
      views = new @Nullable ByteBuffer[MAX_GATHER];
    }
    return views;
  }

  /// Lets go of what was written in full, after a write has completed; what was written in part, or
  /// not at all, stays first.
  ///
  /// @return the number of packets that have left
  /// @throws IllegalStateException when somebody has let go of a packet too often
  synchronized int written() {
    int before = packets();
    int done = 0;
    try {
      while (done < inFlight && !viewAt(done).hasRemaining()) {
        removeFirst(viewAt(done++));
      }
    } finally {
      forgetViews(done);
    }
    slow &= packets() > limits.lowPackets() || bytes > limits.lowBytes();
    return before - packets();
  }

  /// Lets go of everything. No write may be pending, and none may follow.
  ///
  /// @throws IllegalStateException when somebody has let go of a packet too often
  synchronized void clear() {
    finished = true;
    IllegalStateException misuse = null;
    for (int i = 0; count > 0; i++) {
      try {
        removeFirst(i < inFlight ? viewAt(i) : null);
      } catch (IllegalStateException e) {
        misuse = e;
      }
    }
    inFlight = 0;
    views = null;
    if (misuse != null) {
      throw misuse;
    }
  }

  private void forgetViews(int done) {
    @Nullable ByteBuffer[] gathered = views();
    System.arraycopy(gathered, done, gathered, 0, inFlight - done);
    Arrays.fill(gathered, inFlight - done, inFlight, null);
    inFlight -= done;
  }

  private void mergeSmall() {
    int small = 0;
    int size = 0;
    while (small < count && isSmall(bufferAt(small), size)) {
      size += bufferAt(small).size();
      small++;
    }
    if (small > 1) {
      merge(small, size);
    }
  }

  private static boolean isSmall(SendBuffer buffer, int sizeBefore) {
    return buffer.size() <= SMALL_BYTES && sizeBefore + buffer.size() <= MAX_MERGED_BYTES;
  }

  /// Puts one buffer in the place of the first ones; without memory for it, all stays as it is.
  private void merge(int small, int size) {
    SendBuffer merged;
    try {
      merged = bufferAt(0).acquireAnother(size);
    } catch (BufferMemoryExhaustedException e) {
      return;
    }
    for (int i = 0; i < small; i++) {
      merged.writePacket(bufferAt(0));
      removeFirst(null);
    }
    head = slot(-1);
    buffers[head] = merged.seal();
    count++;
    bytes += size;
    mergedMore = small - 1;
  }

  private boolean becomeWriter() {
    boolean became = !writerBusy;
    writerBusy = true;
    return became;
  }

  private boolean replace(SendBuffer buffer, long key) {
    for (int i = count - 1; i >= inFlight; i--) {
      if (isLatestOf(slot(i), key)) {
        return replaceAt(i, buffer);
      }
    }
    return false;
  }

  private boolean isLatestOf(int slot, long key) {
    SendPolicy.LatestOnly queued = latest == null ? null : latest[slot];
    return queued != null && queued.key() == key;
  }

  private boolean replaceAt(int index, SendBuffer buffer) {
    SendBuffer replaced = bufferAt(index);
    int size = bytes - replaced.size() + buffer.size();
    if (size > limits.maxBytes()) {
      return false;
    }
    bytes = size;
    buffers[slot(index)] = buffer.retain();
    replaced.release();
    return true;
  }

  private void add(SendBuffer buffer, SendPolicy policy) {
    if (count == buffers.length) {
      enlarge();
    }
    int slot = slot(count);
    buffers[slot] = buffer.retain();
    if (policy instanceof SendPolicy.LatestOnly only) {
      note(slot, only);
    }
    count++;
    bytes += buffer.size();
  }

  private void note(int slot, SendPolicy.LatestOnly only) {
    if (latest == null) {
      latest = new SendPolicy.@Nullable LatestOnly[buffers.length];
    }
    latest[slot] = only;
  }

  private void removeFirst(@Nullable ByteBuffer view) {
    SendBuffer buffer = bufferAt(0);
    buffers[head] = null;
    if (latest != null) {
      latest[head] = null;
    }
    head = slot(1);
    count--;
    mergedMore = 0;
    bytes -= buffer.size();
    if (view != null) {
      buffer.returnView(view);
    }
    buffer.release();
  }

  private void enlarge() {
    int length = buffers.length;
    buffers = unrolled(buffers, new @Nullable SendBuffer[length * 2]);
    if (latest != null) {
      latest = unrolled(latest, new SendPolicy.@Nullable LatestOnly[length * 2]);
    }
    head = 0;
  }

  /// The slots, all of them taken, from the head on.
  private <T> @Nullable T[] unrolled(@Nullable T[] slots, @Nullable T[] larger) {
    System.arraycopy(slots, head, larger, 0, slots.length - head);
    System.arraycopy(slots, 0, larger, slots.length - head, head);
    return larger;
  }

  private int slot(int index) {
    return (head + index) & (buffers.length - 1);
  }

  @SuppressWarnings("NullAway") // the first `count` slots are taken
  private SendBuffer bufferAt(int index) {
    return buffers[slot(index)];
  }

  @SuppressWarnings("NullAway") // the first `inFlight` views are taken
  private ByteBuffer viewAt(int index) {
    return views()[index];
  }
}
