package dev.wharf.protocol;

import dev.wharf.engine.CloseReason;
import java.util.List;

/// The reasons for which the protocol closes a session, in addition to those of the engine
/// ([CloseReason#ofEngine()]). A frame over the limit closes the session with
/// [CloseReason#FRAME_TOO_LARGE].
public final class PacketCloseReasons {
  /// The peer sent a frame whose size is smaller than its own header.
  public static final CloseReason MALFORMED_FRAME = CloseReason.misbehaviour("MALFORMED_FRAME");

  /// The peer sent a packet whose id has no handler and is not in the catalog.
  public static final CloseReason UNKNOWN_PACKET = CloseReason.misbehaviour("UNKNOWN_PACKET");

  /// The peer sent a packet that only this side may send.
  public static final CloseReason WRONG_DIRECTION = CloseReason.misbehaviour("WRONG_DIRECTION");

  /// The peer sent a packet that is not accepted in the session's present state.
  public static final CloseReason WRONG_STATE = CloseReason.misbehaviour("WRONG_STATE");

  /// The peer sent a packet whose body cannot be parsed or violates the [ParseLimits].
  public static final CloseReason MALFORMED_BODY = CloseReason.misbehaviour("MALFORMED_BODY");

  /// The peer sent more packets or bytes than the [RateLimit] allows.
  public static final CloseReason RATE_LIMITED = CloseReason.misbehaviour("RATE_LIMITED");

  /// The server refused the peer's login.
  public static final CloseReason LOGIN_REFUSED = CloseReason.misbehaviour("LOGIN_REFUSED");

  /// The peer speaks TLS, and this side does not: its first bytes are those of a TLS client.
  public static final CloseReason SPEAKS_TLS = CloseReason.misbehaviour("SPEAKS_TLS");

  /// The peer acknowledged packets that were never sent, or fewer packets than before.
  public static final CloseReason BAD_ACKNOWLEDGEMENT =
      CloseReason.misbehaviour("BAD_ACKNOWLEDGEMENT");

  /// The session goes on with another connection, or this connection was taken over by a session
  /// that was resumed on it.
  public static final CloseReason RESUMED = CloseReason.normal("RESUMED");

  /// The session has lost its connection, and was not resumed: the time for it has passed, or the
  /// session would have had to keep too many packets.
  public static final CloseReason NOT_RESUMED = CloseReason.normal("NOT_RESUMED");

  /// The client has logged out.
  public static final CloseReason LOGGED_OUT = CloseReason.normal("LOGGED_OUT");

  private static final List<CloseReason> ALL =
      List.of(
          MALFORMED_FRAME,
          UNKNOWN_PACKET,
          WRONG_DIRECTION,
          WRONG_STATE,
          MALFORMED_BODY,
          RATE_LIMITED,
          LOGIN_REFUSED,
          SPEAKS_TLS,
          BAD_ACKNOWLEDGEMENT,
          RESUMED,
          NOT_RESUMED,
          LOGGED_OUT);

  private PacketCloseReasons() {}

  /// Returns all reasons of this class, in the order of their declaration.
  public static List<CloseReason> all() {
    return ALL;
  }
}
