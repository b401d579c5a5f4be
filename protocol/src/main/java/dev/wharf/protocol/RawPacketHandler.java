package dev.wharf.protocol;

import java.nio.ByteBuffer;

/// Handles the packets of one id whose bodies are not protobuf. The rules of [PacketHandler] about
/// threads, blocking and exceptions hold here too.
@FunctionalInterface
public interface RawPacketHandler<S extends PacketSession> {
  /// Handles one packet.
  ///
  /// @param session the session that received the packet
  /// @param body the body, from position to limit, in the header's byte order. It is a part of the
  ///   session's receive buffer: do not touch the bytes outside the body, and do not keep the
  ///   buffer after the call
  void handle(S session, ByteBuffer body);
}
