package dev.wharf.protocol;

import com.google.protobuf.Message;

/// Handles the packets of one kind.
///
/// The session's worker calls the handler, for one packet of a session at a time, in the order in
/// which the peer sent the packets. The handler must not block. An exception from a handler ends
/// the session with the reason [HANDLER_FAILED][dev.wharf.engine.CloseReason#HANDLER_FAILED].
@FunctionalInterface
public interface PacketHandler<S extends PacketSession, P extends Message> {
  /// Handles one packet.
  ///
  /// @param session the session that received the packet
  /// @param packet the message; immutable, so the handler may keep it
  void handle(S session, P packet);
}
