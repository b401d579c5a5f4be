package dev.wharf.protocol;

import dev.wharf.engine.CloseReason;
import java.util.List;

/// The reasons for which the protocol closes a session, in addition to those of the engine
/// ([CloseReason#ofEngine()]). A frame over the limit closes the session with
/// [CloseReason#FRAME_TOO_LARGE].
public final class PacketCloseReasons {
  /// A frame header that no correct peer sends.
  public static final CloseReason MALFORMED_FRAME = CloseReason.misbehaviour("MALFORMED_FRAME");

  /// A packet id that is not in the catalog.
  public static final CloseReason UNKNOWN_PACKET = CloseReason.misbehaviour("UNKNOWN_PACKET");

  /// A packet that only the other side may send.
  public static final CloseReason WRONG_DIRECTION = CloseReason.misbehaviour("WRONG_DIRECTION");

  /// A packet that is not accepted in the session's present state.
  public static final CloseReason WRONG_STATE = CloseReason.misbehaviour("WRONG_STATE");

  /// A packet whose body does not parse, or breaks the [ParseLimits].
  public static final CloseReason MALFORMED_BODY = CloseReason.misbehaviour("MALFORMED_BODY");

  /// More packets or bytes than the [RateLimit] allows, after a warning.
  public static final CloseReason RATE_LIMITED = CloseReason.misbehaviour("RATE_LIMITED");

  /// A login that was refused.
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

  /// All reasons of this class, in the order of their declaration.
  public static List<CloseReason> all() {
    return ALL;
  }
}
