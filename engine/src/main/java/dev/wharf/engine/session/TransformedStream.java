package dev.wharf.engine.session;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.memory.ReceiveBuffer;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The transformation of one session, and the received bytes that wait for it.
///
/// Only the thread that handles the session's receive uses the methods and fields marked *serial*.
/// There is one such thread at a time. The sending side is used by the session's writer. On a port
/// with one shared completion port, a callback and the writer may run on two threads at the same
/// time. So each call that changes the transformation holds this object's monitor, and notes the
/// transformation's new state. Questions about this state need no monitor.
final class TransformedStream {
  private static final int LEAST_BYTES = 64;

  // The bits of the state.
  private static final int ESTABLISHED = 1;
  private static final int TRANSPARENT = 2;
  private static final int PEER_FINISHED = 4;
  private static final int AWAITS_SEND = 8;
  private static final int ELSEWHERE = 16;

  private final Transformation transformation;
  private final ReceiveBuffer received;
  private boolean isFinished;

  /// *Serial*: whether received bytes are discarded.
  private boolean discards;

  /// *Serial*: whether the address of the peer was returned.
  private boolean addressTaken;

  /// The answers of the transformation after its last call, as bits. Changed under the monitor;
  /// read by the receiving side and the writer.
  private volatile int state;

  /// Whether the transformation's executor has a call of [#transformTo]. Meanwhile the writer does
  /// not call the transformation, because it would wait for the monitor. Set by the session's
  /// callbacks and by the executor's thread, read by the writer.
  private volatile boolean isElsewhere;

  /// Creates the stream, and its buffer of received bytes.
  ///
  /// @throws dev.wharf.engine.buffer.BufferMemoryExhaustedException when there is no memory for the
  ///   buffer of received bytes
  TransformedStream(Transformation transformation, BufferMemory memory, int initialBytes) {
    this.transformation = transformation;
    try {
      int limit = atLeast("receiveBytes", transformation.receiveBytes());
      atLeast("sendBytes", transformation.sendBytes());
      note();
      this.received = new ReceiveBuffer(memory, Math.min(initialBytes, limit), limit);
    } catch (Throwable t) {
      transformation.close();
      throw t;
    }
  }

  private static int atLeast(String name, int bytes) {
    if (bytes < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "a transformation's " + name + " must be at least " + LEAST_BYTES + ", not " + bytes);
    }
    return bytes;
  }

  /// Notes the state of the transformation. The caller holds the monitor.
  private void note() {
    state =
        (transformation.isEstablished() ? ESTABLISHED : 0)
            | (transformation.isTransparent() ? TRANSPARENT : 0)
            | (transformation.isPeerFinished() ? PEER_FINISHED : 0)
            | (transformation.awaitsSend() ? AWAITS_SEND : 0)
            | (transformation.executor() != null ? ELSEWHERE : 0);
  }

  private boolean is(int bits) {
    return (state & bits) != 0;
  }

  boolean isEstablished() {
    return is(ESTABLISHED);
  }

  boolean isPeerFinished() {
    return is(PEER_FINISHED);
  }

  /// Returns whether the transformation has bytes of its own to send. Asks it, because a client may
  /// give it such bytes at any time.
  synchronized boolean hasOutput() {
    return transformation.hasOutput();
  }

  /// Returns whether the transformation passes all bytes on unchanged.
  boolean isTransparent() {
    return is(TRANSPARENT);
  }

  /// Returns the address of the peer when the transformation has told it; null before, and after
  /// the first call that has returned it. *Serial*.
  synchronized @Nullable InetSocketAddress takePeerAddress() {
    InetSocketAddress address = addressTaken ? null : transformation.peerAddress();
    addressTaken |= address != null;
    return address;
  }

  /// Returns the close reason for a peer that ends the connection before it has sent a byte for the
  /// handler; null for the engine's reason.
  synchronized @Nullable CloseReason unusedReason() {
    return transformation.unusedReason();
  }

  // ---- the receiving side

  /// Returns the room for the next read. *Serial*.
  ByteBuffer forReceive() {
    return received.forReceive();
  }

  /// Counts the bytes that a read has put into [#forReceive()]. *Serial*.
  void received(int bytes) {
    received.received(bytes);
  }

  /// Transforms received bytes, as far as `plain` has room for the result. *Serial*.
  ///
  /// @param plain the session's receive buffer, which is not full
  /// @return whether bytes were consumed or produced
  boolean transformTo(ReceiveBuffer plain) throws TransformationException {
    ByteBuffer bytes = received.unread();
    if (discards) {
      bytes.position(bytes.limit());
      received.consumed();
      return false;
    }
    ByteBuffer room = plain.forReceive();
    int before = room.position();
    if (isTransparent()) {
      copy(bytes, room);
    } else {
      receive(bytes, room);
    }
    int produced = room.position() - before;
    int consumed = received.consumed();
    plain.received(produced);
    return consumed > 0 || produced > 0;
  }

  /// Calls the transformation with big-endian buffers. The handler may have set another order of
  /// the room, which is its own buffer, and finds that order again.
  private synchronized void receive(ByteBuffer bytes, ByteBuffer room)
      throws TransformationException {
    ByteOrder order = room.order();
    room.order(ByteOrder.BIG_ENDIAN);
    try {
      transformation.receive(bytes, room);
    } finally {
      room.order(order);
      note();
    }
  }

  private static void copy(ByteBuffer from, ByteBuffer to) {
    int length = Math.min(from.remaining(), to.remaining());
    to.put(to.position(), from, from.position(), length);
    to.position(to.position() + length);
    from.position(from.position() + length);
  }

  /// Returns whether the session may call [#transformTo] now, on its own thread. *Serial*.
  boolean mayTransform() {
    return discards || !is(AWAITS_SEND | ELSEWHERE);
  }

  /// Returns the executor that must run the next [#transformTo]; null for the session's worker.
  /// *Serial*.
  synchronized @Nullable Executor executor() {
    return discards ? null : transformation.executor();
  }

  /// Returns whether all queued packets must be sent before the next [#transformTo]. *Serial*.
  boolean awaitsSend() {
    return !discards && is(AWAITS_SEND);
  }

  /// Sets whether the transformation's executor has a call of [#transformTo].
  void setElsewhere(boolean elsewhere) {
    isElsewhere = elsewhere;
  }

  /// Returns whether the transformation's executor has a call of [#transformTo]. Any thread may
  /// call this method.
  boolean isElsewhere() {
    return isElsewhere;
  }

  /// Tells the transformation that the peer has closed its side of the channel. *Serial*.
  synchronized void receiveEnd() throws TransformationException {
    if (!discards) {
      try {
        transformation.receiveEnd();
      } finally {
        note();
      }
    }
  }

  /// Gives back the memory that only the handshake needed. *Serial*; no read may be pending.
  void trim() {
    received.trim();
  }

  /// Discards all received bytes from now on, because the peer has broken the transformation's
  /// rules. Reading goes on, because a close with unread bytes would reset the connection, and the
  /// peer might lose the transformation's last bytes. *Serial*.
  void discard() {
    discards = true;
    ByteBuffer bytes = received.unread();
    bytes.position(bytes.limit());
    received.consumed();
  }

  /// Returns the number of received bytes that are not transformed yet. *Serial*.
  int unreadBytes() {
    return received.unreadBytes();
  }

  /// Returns whether the buffer of received bytes is full and the transformation has consumed
  /// nothing of it. *Serial*.
  boolean isFull() {
    return received.isFull();
  }

  // ---- the sending side

  /// Returns the room that the next [#send] needs, in bytes. Called by the writer.
  ///
  /// @param bytes the bytes of all packets
  /// @param count the number of packets
  synchronized int sendBytes(long bytes, int count) {
    return atLeast("sendBytes", transformation.sendBytes(bytes, count));
  }

  /// Transforms packets, or makes the transformation's own output. Called by the writer.
  ///
  /// @param packets the bytes of the packets, in the first `count` elements
  /// @throws IllegalStateException when the transformation announces output and makes none: the
  ///   writer would call it for ever
  @SuppressWarnings("NullAway") // the first `count` elements are not null
  synchronized void send(@Nullable ByteBuffer[] packets, int count, ByteBuffer out)
      throws TransformationException {
    if (isTransparent()) {
      for (int i = 0; i < count; i++) {
        copy(packets[i], out);
      }
      return;
    }
    try {
      transformation.send(packets, count, out);
    } finally {
      note();
    }
    if (count == 0 && out.position() == 0 && hasOutput()) {
      throw new IllegalStateException("the transformation has announced output and sent nothing");
    }
  }

  /// Tells the transformation that no packet follows. Only the first call has this effect. Called
  /// by the writer.
  ///
  /// @param reason the reason for the end of the session
  /// @return whether the transformation has bytes to send before the end
  synchronized boolean finish(CloseReason reason) {
    if (!isFinished) {
      isFinished = true;
      transformation.finish(reason);
      note();
    }
    return hasOutput();
  }

  /// Returns the size of the buffer of received bytes; 0 when it is released. Any thread may call
  /// it.
  int heldBytes() {
    return received.heldBytes();
  }

  /// Releases the buffer of received bytes, and closes the transformation. No operation may be
  /// pending. Called once.
  synchronized void release() {
    try {
      transformation.close();
    } finally {
      received.release();
    }
  }
}
