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

  /// The version of these packets, which clients tell when they log in. Raise it with a change that
  /// older clients cannot live with; the server says which versions it takes
  /// (`Game.clientVersions`).
  public static final int VERSION = 1;

  private GamePackets() {}
}
