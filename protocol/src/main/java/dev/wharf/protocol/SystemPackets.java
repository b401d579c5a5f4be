package dev.wharf.protocol;

import com.google.protobuf.Descriptors.FileDescriptor;
import dev.wharf.protocol.system.SystemProto;

/// The numbers that the system packets and their failure codes keep for themselves. The packets
/// stand in `wharf/system.proto`; [PacketCatalog#withSystem(FileDescriptor...)] adds them to a
/// game's.
public final class SystemPackets {
  /// How many packet ids, one after another, are the system packets'.
  public static final int IDS = 99;

  /// The smallest failure code of a game; smaller ones are the system's.
  public static final int FIRST_GAME_FAILURE = 100;

  /// The largest frame that a client can count on before the login reply tells, in bytes.
  public static final int MAX_FRAME_BYTES = 4096;

  static final FileDescriptor FILE = SystemProto.getDescriptor();

  private SystemPackets() {}
}
