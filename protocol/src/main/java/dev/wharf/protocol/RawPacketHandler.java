package dev.wharf.protocol;

import java.nio.ByteBuffer;

/// Handles the packets of one id whose bodies are not protobuf. The rules of [PacketHandler] about
/// threads, blocking and exceptions apply to this handler, too.
@FunctionalInterface
public interface RawPacketHandler<S extends PacketSession> {
  /// Handles one packet.
  ///
  /// @param session the session that received the packet
  /// @param body the body, from position to limit, in the header's byte order. The body is a part
  ///   of the session's receive buffer: do not read or change bytes outside the body, and do not
  ///   keep the buffer after the call
  void handle(S session, ByteBuffer body);
}
