package dev.wharf.transport.websocket;

import dev.wharf.engine.CloseReason;

/// A kind of failed WebSocket connection, for the metrics.
public enum WebSocketFailure {
  /// The peer does not speak HTTP.
  NOT_HTTP,
  /// The request, or the response to it, is longer than the limit.
  HEAD_TOO_LARGE,
  /// The request, or the response to it, is malformed.
  BAD_HEAD,
  /// The request asks for no WebSocket.
  NO_UPGRADE,
  /// The client speaks another version of WebSocket.
  VERSION,
  /// The page that connects comes from a site that is not allowed.
  ORIGIN,
  /// Client and server have no sub-protocol in common.
  SUBPROTOCOL,
  /// The server has refused this client. Only clients count this kind.
  SERVER_REFUSED,
  /// The connection ended before the end of the handshake, or the handshake took too long.
  UNFINISHED,
  /// A frame has a reserved bit.
  RESERVED_BIT,
  /// A frame has an unknown opcode.
  OPCODE,
  /// A frame of a client is not masked, or a frame of a server is masked.
  MASK,
  /// A length is not in its shortest form, or is negative.
  LENGTH,
  /// A control frame is fragmented, or longer than 125 bytes.
  CONTROL_FRAME,
  /// A fragment belongs to no message, or a message begins inside another one.
  FRAGMENT,
  /// A close frame has one byte, or a code that no peer may send.
  CLOSE_CODE,
  /// The text of a close frame is not UTF-8.
  CLOSE_TEXT,
  /// A message has the type text.
  TEXT,
  /// A message is larger than the limit.
  MESSAGE_TOO_LARGE,
  /// Too many frames without data came in a second.
  FLOOD;

  /// Returns the close reason of sessions that fail in this way.
  public CloseReason reason() {
    return switch (this) {
      case NOT_HTTP -> WebSocketCloseReasons.NOT_WEBSOCKET;
      case HEAD_TOO_LARGE,
          BAD_HEAD,
          NO_UPGRADE,
          VERSION,
          ORIGIN,
          SUBPROTOCOL,
          SERVER_REFUSED,
          UNFINISHED ->
          WebSocketCloseReasons.WEBSOCKET_REFUSED;
      case RESERVED_BIT, OPCODE, MASK, LENGTH, CONTROL_FRAME, FRAGMENT, CLOSE_CODE ->
          WebSocketCloseReasons.WEBSOCKET_BROKEN;
      case CLOSE_TEXT -> WebSocketCloseReasons.WEBSOCKET_BAD_UTF8;
      case TEXT -> WebSocketCloseReasons.WEBSOCKET_TEXT;
      case MESSAGE_TOO_LARGE -> WebSocketCloseReasons.WEBSOCKET_TOO_LARGE;
      case FLOOD -> WebSocketCloseReasons.WEBSOCKET_FLOOD;
    };
  }
}
