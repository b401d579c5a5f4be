package dev.wharf.client.game;

import dev.wharf.proto.ChatProto;
import dev.wharf.proto.EchoProto;
import dev.wharf.proto.SystemProto;
import dev.wharf.protocol.PacketCatalog;

/// The packets that this client and its server agree on.
public final class GamePackets {
  /// All of them.
  public static final PacketCatalog CATALOG =
      PacketCatalog.of(
          SystemProto.getDescriptor(), EchoProto.getDescriptor(), ChatProto.getDescriptor());

  /// The largest frame that a server with default settings takes, in bytes.
  public static final int MAX_FRAME_BYTES = 4096;

  private GamePackets() {}
}
