package dev.wharf.engine.session;

import dev.wharf.engine.SendPolicy;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.engine.buffer.SendJournal;
import dev.wharf.engine.memory.PooledBuffer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The send queue of a session: many threads add packets, one thread at a time writes them.
///
/// **The writer.** At most one thread has the writer's role. A sender that finds the role free
/// takes it; the result of [#offer] says so. This sender must make sure that [#nextWrite()] is
/// called, by itself or by a task of the session's worker. The role ends when [#nextWrite()] finds
/// nothing to write. While there is a writer, other senders only add their packets. So each packet
/// costs one short lock, and no sender waits for I/O.
///
/// **Two parts.** A packet *waits* until a write starts with it. After that it is *in flight*,
/// until all of its bytes were written. Waiting packets can be replaced or dropped; packets in
/// flight cannot, because the kernel may be reading them. [#nextWrite()] moves up to [#MAX_GATHER]
/// waiting packets into one gathering write. Small packets are first copied into one buffer: one
/// copy of a few bytes costs less than one more piece of a gathering write.
///
/// **Bounds.** [#bytes()] is the memory that the queue holds: the capacities of its buffers, not
/// the sizes of its packets. A buffer that is shared with other queues counts in full in each of
/// them.
///
/// **Invariants.** All fields are guarded by the monitor, except the views, which the writer alone
/// uses. When packets wait and the queue is not held back ([#hold()]), there is a writer. The queue
/// holds each of its buffers once. The monitor is held for a few instructions for each packet. The
/// only foreign code that runs under it is the [SendJournal].
///
/// **Alternatives.** A lock-free queue of several producers costs a node for each packet, and
/// cannot replace a packet in the middle, as [SendPolicy#latestOnly] needs. A write for each packet
/// costs a system call for each packet.
///
/// [#offer], [#open], [#requestWrite], [#finish], [#abandon], [#journal] and the getters may be
/// called from any thread; the other methods by the writer alone.
public final class SendQueue {
  /// The most buffers of one gathering write. The JDK's channels take 16 at a time on Windows and
  /// on Linux.
  static final int MAX_GATHER = 16;

  /// Packets up to this size, in bytes, are copied into one buffer when several of them wait.
  static final int SMALL_BYTES = 256;

  /// The most bytes that are copied together: a size class of which the pool keeps many buffers.
  static final int MAX_MERGED_BYTES = 4096;

  /// Returned by [#nextWrite()] when all packets are written and no further packet can be added.
  static final int ALL_WRITTEN = -1;

  /// Returned by [#nextWrite()] when there is no packet to write, but [#requestWrite()] was called.
  static final int REQUESTED = -2;

  /// The first length of the arrays of buffers in flight. Most writes have one buffer, because
  /// small packets are copied together.
  private static final int INITIAL_GATHER = 1;

  /// The factor by which the arrays of buffers in flight grow: from 1 to 4 to 16.
  private static final int GATHER_GROWTH = 4;

  private final SendQueueLimits limits;
  private final SlowObserver onSlow;
  private final WaitingPackets waiting = new WaitingPackets();

  /// Learns which packets were put in flight and which were not; null when the session has none.
  private @Nullable SendJournal journal;

  /// The buffers in flight, and views of them for the channel. The first [#inFlight] elements are
  /// used. Both arrays grow to [#MAX_GATHER].
  private @Nullable PooledBuffer[] flying = new @Nullable PooledBuffer[INITIAL_GATHER];

  private @Nullable ByteBuffer[] views = new @Nullable ByteBuffer[INITIAL_GATHER];
  private byte inFlight;

  /// The number of packets in the first buffer in flight, less one: more than 0 when small packets
  /// were copied together.
  private short mergedMore;

  private int bytes;
  private boolean writerBusy;
  private boolean finished;
  private boolean slow;

  /// Whether the queue is held back: no packet may be written before [#open()].
  private boolean held;

  private boolean writeRequested;

  /// Creates an empty queue.
  ///
  /// @param onSlow called, without the monitor, by the sender whose packet makes the queue reach
  ///   its high mark
  SendQueue(SendQueueLimits limits, SlowObserver onSlow) {
    this.limits = limits;
    this.onSlow = onSlow;
  }

  /// Reacts when a queue becomes slow.
  @FunctionalInterface
  interface SlowObserver {
    void onSlow();
  }

  /// The outcome of [#offer], and what the sender must do.
  enum Offer {
    /// The packet was added. Another thread is the writer, or the queue is held back.
    QUEUED,
    /// The packet was added, and the sender has become the writer.
    QUEUED_BECAME_WRITER,
    /// The packet has replaced a waiting packet of the same key.
    REPLACED,
    /// The packet was dropped according to its policy.
    DROPPED,
    /// The queue is full, and the packet must not be dropped.
    OVERFLOWED,
    /// The queue is finished, and takes no packet.
    FINISHED
  }

  /// Makes packets wait until [#open()]. Call it before the queue is used.
  synchronized void hold() {
    held = true;
  }

  /// Sets the journal. It learns about the waiting packets, too.
  synchronized void journal(SendJournal next) {
    journal = next;
  }

  /// Ends [#hold()]: the packets may be written from now on.
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

  /// Offers a sealed buffer to the queue. When the queue takes the buffer, it holds the buffer
  /// until the packet is written or dropped.
  Offer offer(PooledBuffer buffer, SendPolicy policy) {
    Offer offer;
    boolean turnedSlow;
    synchronized (this) {
      boolean wasSlow = slow;
      offer = take(buffer, policy);
      turnedSlow = slow && !wasSlow;
    }
    if (turnedSlow) {
      onSlow.onSlow();
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

  /// Makes the queue refuse all further packets. Packets in the queue may still be written.
  ///
  /// @return true when the caller has become the writer
  synchronized boolean finish() {
    finished = true;
    return becomeWriter();
  }

  /// Returns whether the queue has reached its high mark, and has not fallen to its low mark since
  /// then.
  synchronized boolean isSlow() {
    return slow;
  }

  synchronized int packets() {
    return waiting.count() + inFlight + mergedMore;
  }

  /// Returns the memory that the queue holds, in bytes.
  synchronized int bytes() {
    return bytes;
  }

  /// Returns the part of [#bytes()] that other holders would keep in use if this queue released its
  /// buffers. A shared buffer is divided equally among its holders. Goes through all packets, so it
  /// is only called when memory runs short.
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

  /// Prepares the next write: fills [#views()].
  ///
  /// @return the number of views to write, or [#REQUESTED]. When nothing is left, 0 or
  ///   [#ALL_WRITTEN], and the caller is no longer the writer
  synchronized int nextWrite() {
    return prepareWrite();
  }

  /// Does the work of [#written()] and of [#nextWrite()] under one lock.
  ///
  /// @param packetsSent the result of [#written()] is added to it. A field of the queue could not
  ///   return this result, because the next writer may come before this writer reads the field
  /// @return the result of [#nextWrite()]
  synchronized int writtenThenNextWrite(LongAdder packetsSent) {
    packetsSent.add(landWritten());
    return prepareWrite();
  }

  private int prepareWrite() {
    if (!held) {
      gatherFor(journal);
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
    if (inFlight == 0 && waiting.count() > 1) {
      mergeSmall();
    }
    while (inFlight < MAX_GATHER && waiting.count() > 0) {
      PooledBuffer packet = waiting.removeFirst();
      tellGathered(packet);
      launch(packet);
    }
  }

  /// Does the work of [#gather()], and locks the journal once for all its calls. Otherwise each
  /// call would end with an atomic operation, which waits until the journal's copy of the packet
  /// has left the processor's store buffer.
  private void gatherFor(@Nullable SendJournal listener) {
    if (listener == null) {
      gather();
    } else {
      synchronized (listener) {
        gather();
      }
    }
  }

  private void tellGathered(PooledBuffer packet) {
    if (journal != null) {
      journal.onGathered(packet);
    }
  }

  /// Returns the views to write. Only the first ones are in use, as many as the last [#nextWrite()]
  /// has returned. They are valid until the next call of [#nextWrite()].
  @Nullable ByteBuffer[] views() {
    return views;
  }

  /// Releases the packets that were written in full. Called after a write has completed. Packets
  /// that were not written in full stay in flight.
  ///
  /// @return the number of packets that were written in full
  /// @throws IllegalStateException when a buffer was released too often
  synchronized int written() {
    return landWritten();
  }

  private int landWritten() {
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

  /// Makes the queue refuse all further packets, and releases the waiting packets, which the
  /// journal gets before. Packets in flight stay, because a write may be pending.
  ///
  /// @throws IllegalStateException when a buffer was released too often
  synchronized void abandon() {
    letGo(false);
  }

  /// Releases all packets, and makes the queue refuse all further ones. No write may be pending,
  /// and none may follow.
  ///
  /// @throws IllegalStateException when a buffer was released too often
  synchronized void clear() {
    letGo(true);
  }

  private void letGo(boolean ofInFlightToo) {
    finished = true;
    IllegalStateException misuse = null;
    while (waiting.count() > 0 || (ofInFlightToo && inFlight > 0)) {
      try {
        if (waiting.count() > 0) {
          PooledBuffer packet = waiting.removeFirst();
          tellUnsent(packet);
          drop(packet);
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

  private void tellUnsent(PooledBuffer packet) {
    if (journal != null) {
      journal.onUnsent(packet);
    }
  }

  private void launch(PooledBuffer buffer) {
    if (inFlight == flying.length) {
      flying = Arrays.copyOf(flying, inFlight * GATHER_GROWTH);
      views = Arrays.copyOf(views, inFlight * GATHER_GROWTH);
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

  /// Removes the first `done` buffers, which were written, and moves the buffers that are still in
  /// flight to the front.
  private void forget(int done) {
    int left = inFlight - done;
    if (done > 0 && left > 0) {
      System.arraycopy(flying, done, flying, 0, left);
      System.arraycopy(views, done, views, 0, left);
      Arrays.fill(flying, left, inFlight, null);
      Arrays.fill(views, left, inFlight, null);
    }
    inFlight = (byte) left;
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

  /// Copies the first waiting packets into one buffer, and puts this buffer in flight. When there
  /// is no room for the buffer, in memory or in the queue, nothing changes.
  ///
  /// @param small the number of packets to copy
  /// @param size the bytes of these packets
  /// @param capacity the bytes of their buffers
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
        tellGathered(packet);
        merged.writePacket(packet);
        copied++;
        drop(packet);
      }
    } finally {
      launch(merged.seal());
      mergedMore = (short) Math.max(0, copied - 1);
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

  /// Replaces a waiting packet. When a larger buffer does not fit into the queue, the older packet
  /// stays.
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

  @SuppressWarnings("NullAway") // the first `inFlight` elements are not null
  private ByteBuffer viewAt(int index) {
    return views[index];
  }
}
