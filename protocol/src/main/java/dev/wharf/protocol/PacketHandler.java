package dev.wharf.protocol;

import com.google.protobuf.Message;

/// Handles packets of one kind.
///
/// Called on a worker of the session's port, one packet of a session at a time, in the order they
/// were sent. It must not block; what it throws ends the session as
/// [HANDLER_FAILED][dev.wharf.engine.CloseReason#HANDLER_FAILED].
@FunctionalInterface
public interface PacketHandler<S extends PacketSession, P extends Message> {
  /// Handles one packet.
  ///
  /// @param session that received it
  /// @param packet the message, immutable, free to be kept
  void handle(S session, P packet);
}
