package dev.wharf.game.proto;

import dev.wharf.protocol.catalog.PacketCatalog;
import org.jspecify.annotations.NullMarked;

/// The packets of the game, for its server and its clients. Add each new .proto file here.
@NullMarked
public final class GamePackets {
  /// All packets of the game, including the system packets.
  public static final PacketCatalog CATALOG =
      PacketCatalog.withSystem(
          EchoProto.getDescriptor(),
          ChatProto.getDescriptor(),
          WorldProto.getDescriptor(),
          AccountProto.getDescriptor());

  /// The version of these packets, which clients send at login. Increase this number with a change
  /// that older clients cannot handle. `Game.clientVersions` returns the versions that the server
  /// accepts.
  public static final int VERSION = 1;

  private GamePackets() {}
}
