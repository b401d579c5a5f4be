package dev.wharf.engine.transform;

import dev.wharf.engine.CloseReason;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Changes the bytes of one session between its channel and its handler, in both directions:
/// encryption, another transport protocol, or a header in front of the stream.
///
/// Received bytes are transformed before [dev.wharf.engine.SessionHandler#onReceived] sees them.
/// Packets are transformed when the session's writer gathers them for a write, once for each write.
/// The send queue with its bounds and policies holds plain packets.
///
/// **Handshake.** Until [#isEstablished()] the session is
/// [CONNECTING][dev.wharf.engine.SessionState#CONNECTING]: packets wait in the send queue, and
/// [dev.wharf.engine.SessionHandler#onConnected] has not been called. The handshake must end within
/// [dev.wharf.engine.SessionOptions#connectTimeout()].
///
/// **Own output.** A transformation may send bytes without a packet: in the handshake, as an answer
/// to received bytes, or at the end. The session asks [#hasOutput()] after each call of [#receive],
/// [#send] and [#finish], and once at the start. While the answer is true, the session calls
/// [#send], also without packets.
///
/// **Costly handshakes.** A call of [#receive] that takes long, because it computes with private
/// keys, would delay the other sessions of the worker. So [#receive] may ask for another executor
/// first, and do the work in its next call ([#executor()]).
///
/// **Bounds.** The session has a buffer of [#receiveBytes()] for bytes that are not transformed
/// yet, and a buffer of [#sendBytes()] while it writes. Both count against the port's buffer
/// memory. A transformation that keeps bytes in itself must limit their number.
///
/// All buffers are in network byte order (big-endian).
///
/// **Threads.** The session calls all methods, never two at a time, on workers of the port, except
/// [#receive] when [#executor()] names another executor. On a worker they may not block. An
/// exception ends the session: a [TransformationException] with the reason that it has, any other
/// as [dev.wharf.engine.CloseReason#HANDLER_FAILED].
public interface Transformation {
  /// Returns the largest number of received bytes that [#receive] may leave for its next call, at
  /// least 64. The value never changes.
  int receiveBytes();

  /// Returns the size of the buffer that [#send] gets in one call, at least 64 bytes. The value
  /// never changes.
  int sendBytes();

  /// Returns the room that [#send] needs for packets, at least 64 bytes and at most [#sendBytes()].
  /// The session asks before each call of [#send], so that a few bytes do not take a large buffer.
  ///
  /// @param bytes the bytes of all packets together; 0 when only own output is wanted
  /// @param count the number of buffers
  default int sendBytes(long bytes, int count) {
    return sendBytes();
  }

  /// Returns whether the handshake is over. Once true, it never becomes false again.
  boolean isEstablished();

  /// Returns whether the transformation passes all bytes on unchanged from now on, and has nothing
  /// of its own to send. From then on the calls of [#receive] and [#send] may be left out, so that
  /// a header in front of the stream costs nothing after the header. Once true, it never becomes
  /// false again. Never true before the transformation is established.
  default boolean isTransparent() {
    return false;
  }

  /// Returns the address of the peer, when the received bytes have told one. The session then has
  /// this address instead of the address of its socket. Null while no address is known.
  default @Nullable InetSocketAddress peerAddress() {
    return null;
  }

  /// Returns the close reason of a session whose peer ends the connection before it has sent a byte
  /// for the session's handler; null for the engine's reason. So connections that nobody uses, such
  /// as the health checks of a proxy, can be counted apart.
  default @Nullable CloseReason unusedReason() {
    return null;
  }

  /// Transforms received bytes.
  ///
  /// The session calls this method again as long as the last call has consumed or produced bytes.
  ///
  /// @param received the bytes from the channel that were not consumed before, from position to
  ///   limit. The method advances the position over the bytes that it consumes. The next call gets
  ///   the remaining bytes again, followed by new bytes
  /// @param plain gets the transformed bytes, for the session's handler, at its position. There may
  ///   be as little room as one byte: a transformation that can only decrypt a whole record keeps
  ///   what does not fit. Before the transformation is established, nothing may be written, and
  ///   there may be no room
  /// @throws TransformationException when the peer breaks the rules. The session then sends what
  ///   [#hasOutput()] announces, and closes
  void receive(ByteBuffer received, ByteBuffer plain) throws TransformationException;

  /// Returns the executor that must run the next call of [#receive], because that call takes long;
  /// null for the session's worker. The session asks after each call of [#receive]. Only a
  /// transformation that is not established may return an executor.
  ///
  /// The session runs one call of [#receive] there, with the same bytes, and asks again. Meanwhile
  /// it receives nothing and calls no other method. When the executor throws a
  /// [java.util.concurrent.RejectedExecutionException], the session ends as
  /// [dev.wharf.engine.CloseReason#OVERLOADED]. An executor that accepts a task must run the task.
  default @Nullable Executor executor() {
    return null;
  }

  /// Returns whether all packets that are queued now must go through [#send] before the next call
  /// of [#receive]. The session asks after each call of [#receive], and then calls [#receive] again
  /// with the same bytes. For a transformation that cannot send any more after the peer's end of
  /// the stream.
  default boolean awaitsSend() {
    return false;
  }

  /// Called when the peer has closed its side of the channel without [#isPeerFinished()], at most
  /// once.
  ///
  /// @throws TransformationException when the stream may be incomplete, because the peer must end
  ///   the stream before it closes its side. The session then closes at once
  default void receiveEnd() throws TransformationException {}

  /// Returns whether the peer has ended the stream in good order, within the transformed bytes.
  /// When true, the session acts as if the peer had closed its side. The session asks when
  /// [#receive] neither consumes nor produces bytes any more.
  boolean isPeerFinished();

  /// Returns whether there are bytes to send that belong to no packet. When true, the next call of
  /// [#send] without packets must produce bytes.
  boolean hasOutput();

  /// Transforms bytes to send. Must consume or produce at least one byte when there are packets.
  ///
  /// @param packets the packets' bytes. The method advances the positions over the bytes that it
  ///   consumes, in the order of the array. The next call gets the remaining bytes again
  /// @param count the number of buffers in `packets`; 0 when only the transformation's own output
  ///   is wanted
  /// @param out gets the transformed bytes at its position; it has the room that [#sendBytes(long,
  ///   int)] has asked for
  /// @throws TransformationException when the bytes cannot be sent
  void send(ByteBuffer[] packets, int count, ByteBuffer out) throws TransformationException;

  /// Called when no further packet follows, at most once. The transformation can now prepare a last
  /// output, so that the peer can tell this end from a broken connection.
  ///
  /// @param reason the reason for the end of the session
  void finish(CloseReason reason);

  /// Frees what the transformation holds outside of the heap. The last call, exactly once, when the
  /// session has ended and no operation of it is pending. Any thread may be the caller. Must not
  /// throw.
  default void close() {}
}
