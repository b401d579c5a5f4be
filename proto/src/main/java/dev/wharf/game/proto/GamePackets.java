package dev.wharf.game.proto;

import dev.wharf.protocol.PacketCatalog;
import org.jspecify.annotations.NullMarked;

/// The packets that the game's server and its clients agree on: a new .proto file gets its line
/// here.
@NullMarked
public final class GamePackets {
  /// All of them, the system packets included.
  public static final PacketCatalog CATALOG =
      PacketCatalog.withSystem(EchoProto.getDescriptor(), ChatProto.getDescriptor());

  private GamePackets() {}
}
