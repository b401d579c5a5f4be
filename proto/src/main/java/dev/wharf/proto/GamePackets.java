package dev.wharf.proto;

import dev.wharf.protocol.PacketCatalog;

/// The packets that the game's clients and servers agree on. A new .proto file is named here.
public final class GamePackets {
  /// All of them.
  public static final PacketCatalog CATALOG =
      PacketCatalog.of(
          SystemProto.getDescriptor(), EchoProto.getDescriptor(), ChatProto.getDescriptor());

  /// The largest frame that a server with default settings takes, and the largest that it sends, in
  /// bytes.
  public static final int MAX_FRAME_BYTES = 4096;

  private GamePackets() {}
}
