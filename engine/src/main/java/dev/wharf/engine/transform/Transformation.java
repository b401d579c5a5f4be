package dev.wharf.engine.transform;

import java.nio.ByteBuffer;

/// Changes the bytes of one session between its channel and its handler, in both directions:
/// encryption, a transport protocol of its own, or a header in front of the stream.
///
/// Received bytes are transformed before [dev.wharf.engine.SessionHandler#onReceived] sees them.
/// Packets are transformed when the writer gathers them for a write, once for each write. The send
/// queue with its bounds and policies holds plain packets.
///
/// **Handshake.** Until [#isEstablished()] the session is
/// [CONNECTING][dev.wharf.engine.SessionState#CONNECTING]: packets wait in the send queue, and
/// [dev.wharf.engine.SessionHandler#onConnected] has not been called. The handshake must end within
/// [dev.wharf.engine.SessionOptions#connectTimeout()].
///
/// **Output of its own.** A transformation may send bytes without a packet: in the handshake, as an
/// answer to received bytes, or at the end. The session asks [#hasOutput()] after each call of
/// [#receive], after [#finish()], and once at the start. While it is true, [#send] is called, also
/// without packets.
///
/// **Bounds.** The session has a buffer of [#receiveBytes()] for bytes that are not transformed
/// yet, and one of [#sendBytes()] while it writes. Both count against the port's buffer memory.
/// Bytes that a transformation keeps in itself must have a bound of their own.
///
/// All buffers are in network byte order (big-endian).
///
/// **Threads.** The session calls all methods, never two at a time, on workers of the port. They
/// may not block. An exception ends the session: a [TransformationException] with its own reason,
/// any other as [dev.wharf.engine.CloseReason#HANDLER_FAILED].
public interface Transformation {
  /// The largest number of received bytes that [#receive] may leave for its next call, at least 64.
  /// Constant.
  int receiveBytes();

  /// The room that [#send] has in one call, at least 64 bytes. Constant.
  int sendBytes();

  /// Whether the handshake is over. Does not become false again.
  boolean isEstablished();

  /// Transforms received bytes.
  ///
  /// Called again as long as it has consumed or produced bytes, or has become established.
  ///
  /// @param received the bytes from the channel that were not consumed before, from position to
  ///   limit. Advance the position over what is consumed. The rest is shown again, together with
  ///   the bytes that follow
  /// @param plain room for the handler's bytes; write at its position. There may be as little room
  ///   as one byte: a transformation that can only decrypt a whole record keeps what does not fit.
  ///   Nothing may be written before the transformation is established
  /// @throws TransformationException when the peer breaks the rules. The session then sends what
  ///   [#hasOutput()] announces, and closes
  void receive(ByteBuffer received, ByteBuffer plain) throws TransformationException;

  /// Whether the peer has ended the stream in good order, within the transformed bytes. The session
  /// then acts as if the peer had closed its side.
  boolean isPeerFinished();

  /// Whether there are bytes to send that belong to no packet.
  boolean hasOutput();

  /// Transforms bytes to send. Must consume or produce at least one byte when there are packets.
  ///
  /// @param packets the packets' bytes. Advance their positions over what is consumed, in the order
  ///   of the array. The rest is passed again to the next call
  /// @param count how many of `packets` there are; 0 when only output of its own is wanted
  /// @param out room of [#sendBytes()] for the transformed bytes; write at its position
  /// @throws TransformationException when the bytes cannot be sent
  void send(ByteBuffer[] packets, int count, ByteBuffer out) throws TransformationException;

  /// No packet follows: the place for an ending that the peer can tell from a broken connection.
  /// Called at most once.
  void finish();
}
