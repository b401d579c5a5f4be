package dev.wharf.transport.websocket;

import dev.wharf.engine.CloseReason;
import java.util.Map;

/// The codes of close frames (RFC 6455, 7.4).
final class CloseCodes {
  static final int NORMAL = 1000;
  static final int GOING_AWAY = 1001;
  static final int PROTOCOL_ERROR = 1002;
  static final int UNSUPPORTED_DATA = 1003;
  static final int INVALID_DATA = 1007;
  static final int POLICY_VIOLATION = 1008;
  static final int TOO_LARGE = 1009;
  static final int INTERNAL_ERROR = 1011;
  static final int TRY_AGAIN_LATER = 1013;

  private static final int FIRST_OF_LIBRARIES = 3000;
  private static final int LAST_OF_APPLICATIONS = 4999;
  private static final int NOT_ASSIGNED = 1004;
  private static final int LAST_NOT_SENT = 1006;
  private static final int LAST_ASSIGNED = 1014;

  /// The codes of the reasons that [#of] does not find by its rule.
  private static final Map<CloseReason, Integer> BY_REASON =
      Map.of(
          CloseReason.DRAINED, GOING_AWAY,
          WebSocketCloseReasons.WEBSOCKET_BROKEN, PROTOCOL_ERROR,
          WebSocketCloseReasons.WEBSOCKET_TEXT, UNSUPPORTED_DATA,
          WebSocketCloseReasons.WEBSOCKET_BAD_UTF8, INVALID_DATA,
          CloseReason.KICKED, POLICY_VIOLATION,
          WebSocketCloseReasons.WEBSOCKET_TOO_LARGE, TOO_LARGE,
          CloseReason.FRAME_TOO_LARGE, TOO_LARGE,
          CloseReason.HANDLER_FAILED, INTERNAL_ERROR,
          CloseReason.OVERLOADED, TRY_AGAIN_LATER);

  private CloseCodes() {}

  /// Returns the code that tells a peer why its session ends. Every misbehaviour without a code of
  /// its own is a violation of the server's policy; all other reasons are a normal end.
  static int of(CloseReason reason) {
    return BY_REASON.getOrDefault(reason, reason.isMisbehaviour() ? POLICY_VIOLATION : NORMAL);
  }

  /// Returns whether a peer may send this code: those that RFC 6455 and the registry of IANA assign
  /// for this use, and those of libraries and applications.
  static boolean mayBeSent(int code) {
    boolean isAssigned =
        code >= NORMAL && code <= LAST_ASSIGNED && (code < NOT_ASSIGNED || code > LAST_NOT_SENT);
    return isAssigned || (code >= FIRST_OF_LIBRARIES && code <= LAST_OF_APPLICATIONS);
  }
}
