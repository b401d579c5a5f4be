package dev.wharf.protocol;

import java.nio.ByteBuffer;

/// Handles packets of one id whose bodies are not protobuf. Called as [PacketHandler] is.
@FunctionalInterface
public interface RawPacketHandler<S extends PacketSession> {
  /// Handles one packet.
  ///
  /// @param session that received it
  /// @param body from position to limit, in the header's byte order; valid during the call only. It
  ///   is the session's receive buffer: the bytes outside the body are not to be touched
  void handle(S session, ByteBuffer body);
}
