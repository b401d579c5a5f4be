package dev.wharf.engine;

/// Why a session ended. Every session has exactly one: the first that was given.
public enum CloseReason {
  /// The peer closed its side; what was queued for it had been delivered, or its deadline passed.
  PEER_CLOSED,
  /// The peer, or the network, broke the connection off.
  PEER_RESET,
  /// Reading or writing failed in another way.
  IO_ERROR,
  /// The remote side could not be reached, or refused.
  CONNECT_FAILED,
  /// Connecting took longer than [SessionOptions#connectTimeout()].
  CONNECT_TIMEOUT,
  /// The peer did not log in within [SessionOptions#loginTimeout()].
  LOGIN_TIMEOUT,
  /// The peer had not sent a whole frame, and the service gave its place to a newcomer
  /// ([AdmissionLimits]).
  DISPLACED,
  /// The peer began a frame and did not end it within [SessionOptions#frameTimeout()].
  FRAME_TIMEOUT,
  /// Nothing was received for [SessionOptions#idleTimeout()].
  IDLE,
  /// A frame header that no honest peer sends.
  MALFORMED_FRAME,
  /// A frame larger than the limit.
  FRAME_TOO_LARGE,
  /// A packet id that no packet has.
  UNKNOWN_PACKET,
  /// A packet that only the other side may send.
  WRONG_DIRECTION,
  /// A packet that must not arrive in the session's present state.
  WRONG_STATE,
  /// A packet whose body does not parse, or breaks a limit.
  MALFORMED_BODY,
  /// More packets or bytes a second than allowed, after a warning.
  RATE_LIMITED,
  /// The peer read too slowly: its send queue overflowed, or it took nothing of what was sent for
  /// [SessionOptions#writeTimeout()].
  SLOW_READER,
  /// The login was refused.
  LOGIN_REFUSED,
  /// A handler threw.
  HANDLER_FAILED,
  /// No buffer memory was left for the session, or its task queue was full.
  OVERLOADED,
  /// The application sent the peer away.
  KICKED,
  /// The application ended the session in the normal course of things.
  LOCAL,
  /// The service was drained or closed.
  DRAINED;

  /// Whether an honest peer on a working connection gives no cause for this: worth a line in the
  /// log.
  public boolean isMisbehaviour() {
    return switch (this) {
      case LOGIN_TIMEOUT,
          FRAME_TIMEOUT,
          MALFORMED_FRAME,
          FRAME_TOO_LARGE,
          UNKNOWN_PACKET,
          WRONG_DIRECTION,
          WRONG_STATE,
          MALFORMED_BODY,
          RATE_LIMITED,
          SLOW_READER,
          LOGIN_REFUSED ->
          true;
      case PEER_CLOSED,
          PEER_RESET,
          IO_ERROR,
          CONNECT_FAILED,
          CONNECT_TIMEOUT,
          DISPLACED,
          IDLE,
          HANDLER_FAILED,
          OVERLOADED,
          KICKED,
          LOCAL,
          DRAINED ->
          false;
    };
  }
}
