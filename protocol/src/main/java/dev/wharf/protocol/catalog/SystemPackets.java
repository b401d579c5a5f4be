package dev.wharf.protocol.catalog;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.wharf.protocol.system.Acknowledge;
import dev.wharf.protocol.system.HeartbeatReply;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.protocol.system.Logout;
import dev.wharf.protocol.system.ResumeReply;
import dev.wharf.protocol.system.ResumeRequest;
import dev.wharf.protocol.system.SystemProto;
import java.util.Set;

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

  private static final Set<Descriptor> HEARTBEATS =
      Set.of(HeartbeatRequest.getDescriptor(), HeartbeatReply.getDescriptor());

  /// The packets that belong to one connection, not to the session that goes on after a resume.
  private static final Set<Descriptor> OF_CONNECTION =
      Set.of(
          LoginRequest.getDescriptor(),
          LoginReply.getDescriptor(),
          ResumeRequest.getDescriptor(),
          ResumeReply.getDescriptor(),
          Logout.getDescriptor(),
          Acknowledge.getDescriptor());

  /// The packets for resuming, which a router need not handle.
  private static final Set<Descriptor> OPTIONAL =
      Set.of(
          ResumeRequest.getDescriptor(),
          ResumeReply.getDescriptor(),
          Logout.getDescriptor(),
          Acknowledge.getDescriptor());

  private SystemPackets() {}

  /// Returns whether a packet is a heartbeat or the answer to one.
  public static boolean isHeartbeat(Descriptor packet) {
    return HEARTBEATS.contains(packet);
  }

  /// Returns whether a router need not have a handler for a packet. A side that has none refuses
  /// the packet, because its peer has no reason to send it.
  public static boolean isOptional(Descriptor packet) {
    return OPTIONAL.contains(packet);
  }

  static boolean isUncounted(Descriptor packet) {
    return HEARTBEATS.contains(packet) || OF_CONNECTION.contains(packet);
  }
}
