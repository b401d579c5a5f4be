package dev.wharf.proto;

import dev.wharf.protocol.PacketCatalog;
import org.jspecify.annotations.NullMarked;

/// The packets that the game's server and its clients agree on: a new .proto file gets its line
/// here.
@NullMarked
public final class GamePackets {
  /// All of them.
  public static final PacketCatalog CATALOG =
      PacketCatalog.of(
          SystemProto.getDescriptor(), EchoProto.getDescriptor(), ChatProto.getDescriptor());

  /// The largest frame that a server with default settings takes and sends, in bytes: what holds
  /// until the LoginReply tells.
  public static final int MAX_FRAME_BYTES = 4096;

  private GamePackets() {}
}
