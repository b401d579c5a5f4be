package dev.wharf.protocol;

import dev.wharf.engine.CloseReason;
import java.util.List;

/// The reasons for which the protocol ends a session, beside those of the engine
/// ([CloseReason#ofEngine()]). A frame over the limit ends as [CloseReason#FRAME_TOO_LARGE].
public final class PacketCloseReasons {
  /// A frame header that no honest peer sends.
  public static final CloseReason MALFORMED_FRAME = CloseReason.misbehaviour("MALFORMED_FRAME");

  /// A packet id that no packet of the catalogue has.
  public static final CloseReason UNKNOWN_PACKET = CloseReason.misbehaviour("UNKNOWN_PACKET");

  /// A packet that only the other side may send.
  public static final CloseReason WRONG_DIRECTION = CloseReason.misbehaviour("WRONG_DIRECTION");

  /// A packet that must not arrive in the session's present state.
  public static final CloseReason WRONG_STATE = CloseReason.misbehaviour("WRONG_STATE");

  /// A packet whose body does not parse, or breaks a limit.
  public static final CloseReason MALFORMED_BODY = CloseReason.misbehaviour("MALFORMED_BODY");

  /// More packets or bytes a second than allowed, after a warning.
  public static final CloseReason RATE_LIMITED = CloseReason.misbehaviour("RATE_LIMITED");

  /// The login was refused.
  public static final CloseReason LOGIN_REFUSED = CloseReason.misbehaviour("LOGIN_REFUSED");

  private static final List<CloseReason> ALL =
      List.of(
          MALFORMED_FRAME,
          UNKNOWN_PACKET,
          WRONG_DIRECTION,
          WRONG_STATE,
          MALFORMED_BODY,
          RATE_LIMITED,
          LOGIN_REFUSED);

  private PacketCloseReasons() {}

  /// All of them, in the order of their description here.
  public static List<CloseReason> all() {
    return ALL;
  }
}
