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

  /// The smallest failure code that a game may define. Smaller codes belong to the system packets.
  public static final int FIRST_GAME_FAILURE = 100;

  /// The size in bytes, header included, of the largest frame that may be sent before the login
  /// reply gives other limits. The default limit of a server has the same value.
  public static final int MAX_FRAME_BYTES = 4096;

  static final FileDescriptor FILE = SystemProto.getDescriptor();

  private SystemPackets() {}
}
