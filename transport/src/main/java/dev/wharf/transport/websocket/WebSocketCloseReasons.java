package dev.wharf.transport.websocket;

import dev.wharf.engine.CloseReason;
import java.util.List;

/// The close reasons that WebSocket adds to those of the engine.
public final class WebSocketCloseReasons {
  /// The peer does not speak HTTP: its first bytes do not begin a request or a response of
  /// HTTP/1.1.
  public static final CloseReason NOT_WEBSOCKET = CloseReason.misbehaviour("NOT_WEBSOCKET");

  /// The request for a WebSocket was refused. Honest peers cause this reason, too: a page of a
  /// foreign site, a client of another version, a browser that opens the address as a page.
  public static final CloseReason WEBSOCKET_REFUSED = CloseReason.normal("WEBSOCKET_REFUSED");

  /// A frame breaks the rules of RFC 6455. The close code is 1002.
  public static final CloseReason WEBSOCKET_BROKEN = CloseReason.misbehaviour("WEBSOCKET_BROKEN");

  /// The peer has sent a text message. Packets are binary. The close code is 1003.
  public static final CloseReason WEBSOCKET_TEXT = CloseReason.misbehaviour("WEBSOCKET_TEXT");

  /// The text in the peer's close frame is not UTF-8. The close code is 1007.
  public static final CloseReason WEBSOCKET_BAD_UTF8 =
      CloseReason.misbehaviour("WEBSOCKET_BAD_UTF8");

  /// The peer has sent too many frames without data in a second. The close code is 1008.
  public static final CloseReason WEBSOCKET_FLOOD = CloseReason.misbehaviour("WEBSOCKET_FLOOD");

  /// A message is larger than the limit. The close code is 1009.
  public static final CloseReason WEBSOCKET_TOO_LARGE =
      CloseReason.misbehaviour("WEBSOCKET_TOO_LARGE");

  private static final List<CloseReason> ALL =
      List.of(
          NOT_WEBSOCKET,
          WEBSOCKET_REFUSED,
          WEBSOCKET_BROKEN,
          WEBSOCKET_TEXT,
          WEBSOCKET_BAD_UTF8,
          WEBSOCKET_FLOOD,
          WEBSOCKET_TOO_LARGE);

  private WebSocketCloseReasons() {}

  /// Returns all reasons of this class.
  public static List<CloseReason> all() {
    return ALL;
  }
}
