package dev.wharf.game.proto;

import dev.wharf.protocol.catalog.PacketCatalog;
import org.jspecify.annotations.NullMarked;

/// The packets of the game, for its server and its clients. Add each new .proto file here.
@NullMarked
public final class GamePackets {
  /// All packets, including the system packets.
  public static final PacketCatalog CATALOG =
      PacketCatalog.withSystem(EchoProto.getDescriptor(), ChatProto.getDescriptor());

  /// The version of these packets, which clients send at login. Raise it with a change that breaks
  /// older clients. `Game.clientVersions` returns the versions that the server accepts.
  public static final int VERSION = 1;

  private GamePackets() {}
}
