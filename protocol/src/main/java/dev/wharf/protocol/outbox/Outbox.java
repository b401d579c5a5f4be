package dev.wharf.protocol.outbox;

import dev.wharf.engine.SendResult;
import dev.wharf.engine.Session;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendBufferPool;
import dev.wharf.engine.buffer.SendJournal;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.catalog.PacketKind;
import dev.wharf.protocol.resume.ResumeOptions;
import dev.wharf.protocol.resume.ResumeTotals;
import org.jspecify.annotations.Nullable;

/// The packets that the peer of a resumable session may still need, and their numbers.
///
/// A packet *counts* when its kind does ([PacketKind#counts]). The packets that count have the
/// numbers 1, 2, 3, … in the order in which they leave the send queue for a write. The header does
/// not contain the number: both sides count.
///
/// **Three lists.** Each packet that counts goes through them in this order:
///
/// ```
/// kept    gathered for a write on this connection, and not acknowledged: its bytes may be lost
/// unsent  the send queue was abandoned before the packet was gathered
/// late    sent while there was no connection, or while packets were replayed
/// ```
///
/// The order of the lists is the order of the packets. *Late* is a list of its own, because a
/// closing send queue refuses packets before it gives up those that wait in it.
///
/// **Resume.** [#resumeAt] drops the packets that the peer has handled, and puts the rest into
/// *late*. [#replay] moves them into the send queue of the new connection, where they are gathered
/// and numbered like all packets. While the replay runs, other threads add their packets to *late*;
/// the replay ends when *late* is empty. So no packet overtakes another one of the same thread.
///
/// **Limits.** When the lists would exceed a limit, the outbox is *lost*: it releases all packets,
/// and keeps no more. When the present connection has taken all of them, it goes on, and cannot be
/// resumed. Otherwise the outbox is also *broken*: the session must end.
///
/// **Locks.** All fields are guarded by the monitor. The send queue calls [#onGathered] and
/// [#onUnsent] under its own lock. So a thread that has the monitor of an outbox must not call a
/// session.
public final class Outbox implements SendJournal {
  /// The reserved memory that is kept while fewer packets are kept, so that a few packets more or
  /// less do not change the totals each time.
  private static final int SLACK_BYTES = 2 * ResumeTotals.STEP_BYTES;

  private final PacketCatalog catalog;
  private final ResumeOptions options;
  private PacketRing kept = new PacketRing();

  /// The other two lists; null while they are empty, which is most of the time. So the path of a
  /// packet does not read their memory.
  private @Nullable Waiting waiting;

  /// The session that takes the packets; null while there is none.
  private @Nullable Session attached;

  /// The id of the packet behind which counting begins on this connection; 0 when counting has
  /// begun.
  private int startsBehind;

  /// Whether counting has begun on any connection.
  private boolean hasStarted;

  /// How many packets that count were gathered, on the connection that goes on from number to
  /// number.
  private long sent;

  /// The largest value of [#sent] before the last resume. The peer may have handled so many,
  /// although an older request, which came too late, has led to another connection since then.
  private long sentBefore;

  /// How many packets the peer has acknowledged.
  private long acknowledged;

  private int reserved;
  private @Nullable String lost;

  /// Whether packets were lost that no connection had taken, so that the peer would miss them.
  private boolean isBroken;

  private boolean isClosed;

  /// The lists of packets that no connection has taken.
  private static final class Waiting {
    final PacketRing unsent = new PacketRing();
    PacketRing late = new PacketRing();

    int size() {
      return unsent.size() + late.size();
    }

    int bytes() {
      return unsent.bytes() + late.bytes();
    }

    int capacity() {
      return unsent.capacity() + late.capacity();
    }

    void clear() {
      unsent.clear();
      late.clear();
    }
  }

  /// Creates the outbox of a session.
  ///
  /// @param startsBehind the id of the packet behind which counting begins; 0 when it begins with
  ///   the next packet
  public Outbox(PacketCatalog catalog, ResumeOptions options, Session session, int startsBehind) {
    this.catalog = catalog;
    this.options = options;
    this.attached = session;
    this.startsBehind = startsBehind;
    this.hasStarted = startsBehind == 0;
  }

  @Override
  public synchronized void onGathered(SendBuffer packet) {
    int id = catalog.header().readPacketId(packet);
    if (startsBehind != 0) {
      hasStarted |= startsAt(id);
    } else if (catalog.counts(id)) {
      sent++;
      keep(kept, packet);
    }
  }

  @Override
  public synchronized void onUnsent(SendBuffer packet) {
    int id = catalog.header().readPacketId(packet);
    if (startsBehind != 0) {
      boolean _ = startsAt(id);
    } else if (catalog.counts(id)) {
      keep(waiting().unsent, packet);
    }
  }

  private boolean startsAt(int id) {
    if (id == startsBehind) {
      startsBehind = 0;
    }
    return startsBehind == 0;
  }

  /// Handles an acknowledgement of the peer: releases the packets that the peer has handled.
  ///
  /// @param handled how many packets the peer has handled
  /// @return one line that says what is wrong with the number; null when it is right
  public synchronized @Nullable String acknowledge(long handled) {
    if (handled < acknowledged || handled > sent) {
      return problem(handled, sent);
    }
    forget(kept, handled);
    return null;
  }

  private String problem(long handled, long most) {
    return Long.toUnsignedString(handled)
        + " packets acknowledged, after "
        + acknowledged
        + ", of "
        + most
        + " that were sent";
  }

  /// Releases the packets at the front of a list that the peer has handled.
  private void forget(PacketRing list, long handled) {
    list.drop(handled - acknowledged);
    acknowledged = handled;
    unreserve();
  }

  /// Frees memory that was not used since the last call. Called at each heartbeat.
  public synchronized void rest() {
    kept.rest();
    unreserve();
  }

  /// Adds a packet that no connection takes, if it counts. Retains the packet.
  ///
  /// @param refuser the session that has refused the packet
  /// @return QUEUED when the packet was added. DROPPED when it does not count. CLOSED when the
  ///   outbox is closed or lost. Null when another session takes packets by now: the caller must
  ///   send the packet there ([#attached])
  @SuppressWarnings("ReferenceEquality") // compares the sessions themselves
  public synchronized @Nullable SendResult addLate(SendBuffer packet, Session refuser) {
    if (isClosed || lost != null) {
      return SendResult.CLOSED;
    }
    if (attached != null && attached != refuser) {
      return null;
    }
    if (!catalog.counts(catalog.header().readPacketId(packet))) {
      return SendResult.DROPPED;
    }
    keep(waiting().late, packet);
    return lost == null ? SendResult.QUEUED : SendResult.CLOSED;
  }

  /// Returns the session that takes packets; null while there is none.
  public synchronized @Nullable Session attached() {
    return attached;
  }

  /// Records that the session takes no more packets. Its queue has been abandoned.
  public synchronized void detach() {
    attached = null;
  }

  /// Prepares a replay: drops the packets that the peer has handled. No session is attached.
  ///
  /// @param handled how many packets the peer has handled
  /// @param behind as in the constructor
  /// @return one line that says why the session cannot be resumed; null when it can
  public synchronized @Nullable String resumeAt(long handled, int behind) {
    if (lost != null) {
      return lost;
    }
    sentBefore = Math.max(sentBefore, sent);
    if (handled < acknowledged || handled > sentBefore) {
      return problem(handled, sentBefore);
    }
    Waiting lists = waiting();
    kept.moveAllOf(lists.unsent);
    kept.moveAllOf(lists.late);
    PacketRing late = kept;
    kept = lists.late;
    lists.late = late;
    forget(late, handled);
    sent = handled;
    startsBehind = behind;
    return null;
  }

  /// Returns whether the peer has claimed to have handled packets that were never sent. A number
  /// that is too low may also come from an older request that was delayed in the network.
  public synchronized boolean isTooHigh(long handled) {
    return Long.compareUnsigned(handled, Math.max(sentBefore, sent)) > 0;
  }

  /// Sends all late packets on a new connection, and attaches it. Called in the session's own
  /// callbacks or tasks, so that the end of the session is handled later.
  ///
  /// @return the number of packets sent; the rest is late again, because the session has ended
  public long replay(Session next) {
    PacketRing.Copy copy = new PacketRing.Copy();
    long count = 0;
    for (SendBuffer packet = nextLate(next, copy); packet != null; packet = nextLate(next, copy)) {
      if (next.resend(packet) == SendResult.QUEUED) {
        packet.release();
        count++;
      } else {
        putBack(packet, next);
        break;
      }
    }
    return count;
  }

  /// Removes the next late packet, and returns it with a hold. Attaches the session and returns
  /// null when no packet is left.
  private @Nullable SendBuffer nextLate(Session next, PacketRing.Copy copy) {
    SendBuffer packet;
    synchronized (this) {
      if (waiting == null || waiting.late.isEmpty()) {
        waiting = null;
        attached = next;
        return null;
      }
      packet = waiting.late.removeFirst(copy);
    }
    return packet == null ? bufferOf(copy, next.sendBuffers()) : packet;
  }

  /// Returns a buffer with the bytes of a copy, and a hold for the caller. Gives the packets up
  /// when memory is short.
  private @Nullable SendBuffer bufferOf(PacketRing.Copy copy, SendBufferPool pool) {
    try (SendBuffer packet = pool.acquire(copy.size)) {
      packet.writeBytes(copy.bytes, 0, copy.size).seal().retain();
      return packet;
    } catch (BufferMemoryExhaustedException e) {
      synchronized (this) {
        lose("there is no buffer memory to send the packets again");
      }
      return null;
    }
  }

  private synchronized void putBack(SendBuffer packet, Session ended) {
    attached = ended;
    if (isClosed || lost != null) {
      packet.release();
    } else {
      waiting().late.addFirst(packet);
    }
  }

  private void keep(PacketRing list, SendBuffer packet) {
    if (isClosed || lost != null) {
      return;
    }
    list.addLast(packet);
    if (size() > options.maxPackets()) {
      lose("more than " + options.maxPackets() + " packets were not acknowledged");
    } else if (capacity() > options.maxBytes()) {
      lose("more than " + options.maxBytes() + " bytes were not acknowledged");
    } else if (!reserve(bytes())) {
      lose("all sessions together would keep more than " + options.totals().maxBytes() + " bytes");
    }
  }

  private boolean reserve(int bytes) {
    while (reserved < bytes) {
      if (!options.totals().tryReserve(ResumeTotals.STEP_BYTES)) {
        return false;
      }
      reserved += ResumeTotals.STEP_BYTES;
    }
    return true;
  }

  private void unreserve() {
    int needed = bytes() + (size() == 0 ? 0 : SLACK_BYTES);
    int spare = (reserved - needed) / ResumeTotals.STEP_BYTES * ResumeTotals.STEP_BYTES;
    if (spare > 0) {
      options.totals().free(spare);
      reserved -= spare;
    }
  }

  private void lose(String why) {
    lost = why;
    isBroken = attached == null || (waiting != null && waiting.size() > 0);
    options.totals().countGivenUp();
    releaseAll();
  }

  /// Releases all packets, because the session is gone. A second call does nothing.
  public synchronized void close() {
    isClosed = true;
    releaseAll();
  }

  private void releaseAll() {
    kept.clear();
    if (waiting != null) {
      waiting.clear();
      waiting = null;
    }
    unreserve();
  }

  private Waiting waiting() {
    if (waiting == null) {
      waiting = new Waiting();
    }
    return waiting;
  }

  private int capacity() {
    return kept.capacity() + (waiting == null ? 0 : waiting.capacity());
  }

  private int size() {
    return kept.size() + (waiting == null ? 0 : waiting.size());
  }

  /// Returns why the outbox keeps no packets any more; null while it does.
  public synchronized @Nullable String lost() {
    return lost;
  }

  /// Returns whether packets were lost that no connection had taken. The session must end.
  public synchronized boolean isBroken() {
    return isBroken;
  }

  /// Returns whether counting has begun, so that the peer may know how to resume the session.
  public synchronized boolean hasStarted() {
    return hasStarted;
  }

  /// Returns the number of packets that are kept.
  public synchronized int packets() {
    return size();
  }

  /// Returns the memory of the packets that are kept, in bytes.
  public synchronized int bytes() {
    return kept.bytes() + (waiting == null ? 0 : waiting.bytes());
  }
}
