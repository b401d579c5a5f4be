package dev.wharf.protocol.catalog;

import com.google.protobuf.Descriptors.FileDescriptor;
import dev.wharf.protocol.system.SystemProto;

/// The numbers that are reserved for the system packets and their failure codes.
///
/// `wharf/system.proto` defines the system packets. [PacketCatalog#withSystem(FileDescriptor...)]
/// adds them to the packets of a game.
public final class SystemPackets {
  /// The number of consecutive packet ids that are reserved for the system packets.
  public static final int IDS = 99;

  /// The smallest failure code of a game. Smaller codes are the system's.
  public static final int FIRST_GAME_FAILURE = 100;

  /// The largest frame in bytes, header included, until the login reply gives other limits. Also
  /// the default limit of a server.
  public static final int MAX_FRAME_BYTES = 4096;

  static final FileDescriptor FILE = SystemProto.getDescriptor();

  private SystemPackets() {}
}
