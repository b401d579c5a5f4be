package dev.wharf.engine.session;

import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.engine.memory.PooledBuffer;
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
/// A packet waits until a write begins with it, and is in flight until it has left in full. What
/// waits can still be replaced or dropped; what is in flight cannot.
///
/// [#bytes()] is the memory that the queue holds: the capacities of its buffers, not the sizes of
/// its packets. A buffer that is shared with other queues counts in full in each of them.
///
/// [#offer], [#finish], [#abandon] and the getters may be called from any thread; the rest by the
/// writer alone. The lock is held for a few instructions for each packet, and never while foreign
/// code runs.
public final class SendQueue {
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

  /// What [#nextWrite()] returns when no packet can be written, and a write was requested
  /// nevertheless ([#requestWrite()]).
  static final int REQUESTED = -2;

  private static final int INITIAL_GATHER = 4;

  private final SendQueueLimits limits;
  private final Runnable onSlow;
  private final WaitingPackets waiting = new WaitingPackets();

  /// The buffers in flight, and views of them, which the channel may be writing; as many as
  /// [#inFlight] says. Views are the writer's alone. Both grow to [#MAX_GATHER].
  private @Nullable PooledBuffer[] flying = new @Nullable PooledBuffer[INITIAL_GATHER];

  private @Nullable ByteBuffer[] views = new @Nullable ByteBuffer[INITIAL_GATHER];
  private int inFlight;

  /// Packets, beyond one, that the first buffer in flight holds.
  private int mergedMore;

  private int bytes;
  private boolean writerBusy;
  private boolean finished;
  private boolean slow;

  /// Packets wait for [#open()].
  private boolean held;

  private boolean writeRequested;

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
    /// Queued; an older one of the same key, which still waited, was dropped.
    REPLACED,
    /// Not taken, as its policy says.
    DROPPED,
    /// Not taken: the queue is full and the packet must not be dropped.
    OVERFLOWED,
    /// Not taken: the queue is finished.
    FINISHED
  }

  /// Makes packets wait until [#open()]. To be called before the queue is used.
  synchronized void hold() {
    held = true;
  }

  /// Ends [#hold()].
  ///
  /// @return true when the caller has become the writer
  synchronized boolean open() {
    held = false;
    return (waiting.count() > 0 || finished) && becomeWriter();
  }

  /// Requests a write, whether there are packets or not.
  ///
  /// @return true when the caller has become the writer
  synchronized boolean requestWrite() {
    writeRequested = true;
    return becomeWriter();
  }

  /// Queues a sealed buffer, for which the queue becomes an owner when it takes it.
  Offer offer(PooledBuffer buffer, SendPolicy policy) {
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

  private Offer take(PooledBuffer buffer, SendPolicy policy) {
    if (finished) {
      return Offer.FINISHED;
    }
    if (policy instanceof SendPolicy.LatestOnly only) {
      PooledBuffer older = waiting.find(only.key());
      if (older != null) {
        return replace(older, buffer, only.key());
      }
    } else if (slow && policy instanceof SendPolicy.DropNewest) {
      return Offer.DROPPED;
    }
    if (packets() >= limits.maxPackets() || !hasRoomFor(buffer.capacity())) {
      return policy instanceof SendPolicy.Keep ? Offer.OVERFLOWED : Offer.DROPPED;
    }
    add(buffer, policy);
    noteHighMark();
    return !held && becomeWriter() ? Offer.QUEUED_BECAME_WRITER : Offer.QUEUED;
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
    return waiting.count() + inFlight + mergedMore;
  }

  /// The memory that the queue holds.
  synchronized int bytes() {
    return bytes;
  }

  /// The part of [#bytes()] that belongs to the other owners of shared buffers, each owner having
  /// an equal part. Goes through all packets: for when memory runs short.
  synchronized int sharedBytes() {
    int ofOthers = bytes;
    for (int place = 0; place < waiting.span(); place++) {
      ofOthers -= ownPart(waiting.at(place));
    }
    for (int index = 0; index < inFlight; index++) {
      ofOthers -= ownPart(flying[index]);
    }
    return ofOthers;
  }

  private static int ownPart(@Nullable PooledBuffer buffer) {
    return buffer == null ? 0 : buffer.capacityPerHold();
  }

  /// Readies the next write: fills up [#views()].
  ///
  /// @return how many views to write, or [#REQUESTED]; 0 or [#ALL_WRITTEN] when nothing is left:
  ///   then the caller is the writer no more
  synchronized int nextWrite() {
    if (!held) {
      gather();
    }
    if (inFlight > 0) {
      writeRequested = false;
      return inFlight;
    }
    if (writeRequested) {
      writeRequested = false;
      return REQUESTED;
    }
    writerBusy = false;
    return finished ? ALL_WRITTEN : 0;
  }

  private void gather() {
    if (inFlight == 0) {
      mergeSmall();
    }
    while (inFlight < MAX_GATHER && waiting.count() > 0) {
      launch(waiting.removeFirst());
    }
  }

  /// The views to write, the first [#nextWrite()] of them; valid until the next call of it.
  @Nullable ByteBuffer[] views() {
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
        land(done++);
      }
    } finally {
      forget(done);
    }
    slow &= packets() > limits.lowPackets() || bytes > limits.lowBytes();
    return before - packets();
  }

  /// Ends the offering, and lets go of what waits. What is in flight stays, as a write may be
  /// pending.
  ///
  /// @throws IllegalStateException when somebody has let go of a packet too often
  synchronized void abandon() {
    letGo(false);
  }

  /// Lets go of everything. No write may be pending, and none may follow.
  ///
  /// @throws IllegalStateException when somebody has let go of a packet too often
  synchronized void clear() {
    letGo(true);
  }

  private void letGo(boolean ofInFlightToo) {
    finished = true;
    IllegalStateException misuse = null;
    while (waiting.count() > 0 || (ofInFlightToo && inFlight > 0)) {
      try {
        if (waiting.count() > 0) {
          drop(waiting.removeFirst());
        } else {
          land(--inFlight);
        }
      } catch (IllegalStateException e) {
        misuse = e;
      }
    }
    if (misuse != null) {
      throw misuse;
    }
  }

  private void launch(PooledBuffer buffer) {
    if (inFlight == flying.length) {
      flying = Arrays.copyOf(flying, MAX_GATHER);
      views = Arrays.copyOf(views, MAX_GATHER);
    }
    flying[inFlight] = buffer;
    views[inFlight] = buffer.takeView();
    inFlight++;
  }

  private void land(int index) {
    PooledBuffer buffer = flying[index];
    ByteBuffer view = views[index];
    flying[index] = null;
    views[index] = null;
    mergedMore = 0;
    if (buffer != null && view != null) {
      buffer.returnView(view);
      drop(buffer);
    }
  }

  /// Moves up what is still in flight.
  private void forget(int done) {
    int left = inFlight - done;
    System.arraycopy(flying, done, flying, 0, left);
    System.arraycopy(views, done, views, 0, left);
    Arrays.fill(flying, left, inFlight, null);
    Arrays.fill(views, left, inFlight, null);
    inFlight = left;
  }

  private void drop(PooledBuffer buffer) {
    bytes -= buffer.capacity();
    buffer.release();
  }

  private void mergeSmall() {
    int small = 0;
    int size = 0;
    int capacity = 0;
    for (int place = 0; place < waiting.span(); place++) {
      PooledBuffer packet = waiting.at(place);
      if (packet == null) {
        continue;
      }
      if (packet.size() > SMALL_BYTES || size + packet.size() > MAX_MERGED_BYTES) {
        break;
      }
      small++;
      size += packet.size();
      capacity += packet.capacity();
    }
    if (small > 1) {
      merge(small, size, capacity);
    }
  }

  /// Puts one buffer in flight in place of the first ones that wait. Without room for it, in memory
  /// or in the queue, all stays as it is.
  ///
  /// @param size bytes of the packets
  /// @param capacity bytes that they hold
  private void merge(int small, int size, int capacity) {
    PooledBuffer merged = waiting.first().tryAcquireAnother(size);
    if (merged == null) {
      return;
    }
    if (!hasRoomFor(merged.capacity() - capacity)) {
      merged.release();
      return;
    }
    bytes += merged.capacity();
    int copied = 0;
    try {
      while (copied < small) {
        PooledBuffer packet = waiting.removeFirst();
        merged.writePacket(packet);
        copied++;
        drop(packet);
      }
    } finally {
      launch(merged.seal());
      mergedMore = Math.max(0, copied - 1);
    }
  }

  private boolean becomeWriter() {
    boolean became = !writerBusy;
    writerBusy = true;
    return became;
  }

  private boolean hasRoomFor(int moreBytes) {
    return bytes + moreBytes <= limits.maxBytes();
  }

  private void noteHighMark() {
    slow |= packets() >= limits.highPackets() || bytes >= limits.highBytes();
  }

  /// Replaces a packet that waits. Without room for a larger buffer, the older packet stays.
  private Offer replace(PooledBuffer older, PooledBuffer newer, long key) {
    if (!hasRoomFor(newer.capacity() - older.capacity())) {
      return Offer.DROPPED;
    }
    newer.retain();
    waiting.replace(newer, key);
    bytes += newer.capacity() - older.capacity();
    noteHighMark();
    older.release();
    return Offer.REPLACED;
  }

  private void add(PooledBuffer buffer, SendPolicy policy) {
    buffer.retain();
    bytes += buffer.capacity();
    if (policy instanceof SendPolicy.LatestOnly only) {
      waiting.add(buffer, only.key());
    } else {
      waiting.add(buffer);
    }
  }

  @SuppressWarnings("NullAway") // the first `inFlight` are taken
  private ByteBuffer viewAt(int index) {
    return views[index];
  }
}
