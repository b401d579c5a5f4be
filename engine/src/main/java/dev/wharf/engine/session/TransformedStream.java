package dev.wharf.engine.session;

import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.memory.ReceiveBuffer;
import dev.wharf.engine.transform.Transformation;
import dev.wharf.engine.transform.TransformationException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The transformation of one session, and the received bytes that wait for it.
///
/// The receiving side is called serially, with the session's callbacks; the sending side by the
/// writer. On a port with one shared completion port these may be two threads at one time, so that
/// each call of the transformation holds this object's monitor.
final class TransformedStream {
  private static final int LEAST_BYTES = 64;

  private final Transformation transformation;
  private final ReceiveBuffer received;
  private boolean isFinished;

  /// Serial: what is received is discarded.
  private boolean discards;

  /// @throws dev.wharf.engine.buffer.BufferMemoryExhaustedException when there is no memory for the
  ///   buffer of received bytes
  TransformedStream(Transformation transformation, BufferMemory memory, int initialBytes) {
    this.transformation = transformation;
    int limit = atLeast("receiveBytes", transformation.receiveBytes());
    atLeast("sendBytes", transformation.sendBytes());
    this.received = new ReceiveBuffer(memory, Math.min(initialBytes, limit), limit);
  }

  private static int atLeast(String name, int bytes) {
    if (bytes < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "a transformation's " + name + " must be at least " + LEAST_BYTES + ", not " + bytes);
    }
    return bytes;
  }

  synchronized boolean isEstablished() {
    return transformation.isEstablished();
  }

  synchronized boolean isPeerFinished() {
    return transformation.isPeerFinished();
  }

  synchronized boolean hasOutput() {
    return transformation.hasOutput();
  }

  int sendBytes() {
    return transformation.sendBytes();
  }

  // ---- the receiving side

  /// The room for the next read. Serial.
  ByteBuffer forReceive() {
    return received.forReceive();
  }

  /// Counts the bytes that a read has put there. Serial.
  void received(int bytes) {
    received.received(bytes);
  }

  /// Transforms received bytes, as far as there is room for them. Serial.
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
    synchronized (this) {
      transformation.receive(bytes, room);
    }
    int produced = room.position() - before;
    int consumed = received.consumed();
    plain.received(produced);
    return consumed > 0 || produced > 0;
  }

  /// Discards what is received, from here on: the peer has broken the transformation's rules.
  /// Reading goes on, because a close with unread bytes would reset the connection, and the peer
  /// might lose the transformation's last bytes. Serial.
  void discard() {
    discards = true;
    ByteBuffer bytes = received.unread();
    bytes.position(bytes.limit());
    received.consumed();
  }

  /// Received bytes that are not transformed yet. Serial.
  int unreadBytes() {
    return received.unreadBytes();
  }

  /// Whether nothing was consumed of a full buffer. Serial.
  boolean isFull() {
    return received.isFull();
  }

  // ---- the sending side

  /// Transforms packets, and output of the transformation's own. By the writer.
  ///
  /// @param packets the first `count` are packets
  @SuppressWarnings("NullAway") // the first `count` are not null
  synchronized void send(@Nullable ByteBuffer[] packets, int count, ByteBuffer out)
      throws TransformationException {
    transformation.send(packets, count, out);
  }

  /// Ends the sending. By the writer. Only the first call has an effect.
  ///
  /// @return whether there are bytes to send for the end
  synchronized boolean finish() {
    if (!isFinished) {
      isFinished = true;
      transformation.finish();
    }
    return transformation.hasOutput();
  }

  /// The memory that the buffer takes, in bytes; 0 once it is released. Any thread.
  int heldBytes() {
    return received.heldBytes();
  }

  /// Gives the buffer's memory back. No read may be pending.
  void release() {
    received.release();
  }
}
