package dev.wharf.protocol.catalog;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.MessageOrBuilder;
import dev.wharf.engine.SendPolicy;
import dev.wharf.protocol.util.IntTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The packets of a game: every top-level message with a `(wharf.packet_id)` in the given .proto
/// files. The two sides of a connection must use the same catalog with the same header. They need
/// not agree on anything else.
///
/// Immutable, thread-safe.
public final class PacketCatalog {
  private final HeaderFormat header;
  private final Collection<PacketKind> kinds;
  private final IntTable<PacketKind> byId;
  private final Map<Descriptor, PacketKind> byDescriptor = new HashMap<>();
  private final Map<Integer, String> failures;

  private PacketCatalog(
      HeaderFormat header, Map<Integer, PacketKind> kinds, Map<Integer, String> failures) {
    this.header = header;
    this.failures = Map.copyOf(failures);
    this.kinds = List.copyOf(kinds.values());
    this.byId = new IntTable<>(kinds);
    kinds.values().forEach(kind -> byDescriptor.put(kind.descriptor(), kind));
  }

  /// Creates a catalog of the packets in `files`, with the header [HeaderFormat#SERVER_CORE].
  ///
  /// @param files descriptors such as `EchoProto.getDescriptor()`. The files that these files
  ///   import are not read
  /// @throws CatalogException when ids or directions are missing, used twice or out of range
  public static PacketCatalog of(FileDescriptor... files) {
    return of(HeaderFormat.SERVER_CORE, files);
  }

  /// Creates a catalog of the packets in `files`, with the given header.
  ///
  /// @throws CatalogException when ids or directions are missing, used twice or out of range
  public static PacketCatalog of(HeaderFormat header, FileDescriptor... files) {
    return read(new CatalogReader(header, 0), List.of(files));
  }

  /// Creates a catalog of the system packets and the packets in `files`, with the header
  /// [HeaderFormat#SERVER_CORE].
  ///
  /// @param files the descriptors of the game's .proto files
  /// @throws CatalogException when ids or directions are missing, used twice or out of range
  public static PacketCatalog withSystem(FileDescriptor... files) {
    return withSystem(HeaderFormat.SERVER_CORE, 1, files);
  }

  /// Creates a catalog of the system packets and the packets in `files`, with the given header.
  ///
  /// @param firstSystemId the first of the [SystemPackets#IDS] ids that are reserved for the system
  ///   packets; usually 1. The game's packets must not use these ids
  /// @param files the descriptors of the game's .proto files
  /// @throws CatalogException when ids or directions are missing, used twice or out of range
  /// @throws IllegalArgumentException when the header's id field cannot hold all reserved ids
  public static PacketCatalog withSystem(
      HeaderFormat header, int firstSystemId, FileDescriptor... files) {
    int last = header.maxPacketId() - SystemPackets.IDS + 1;
    if (firstSystemId < 1 || firstSystemId > last) {
      throw new IllegalArgumentException(
          "the system packets' ids begin at 1 to " + last + ", not at " + firstSystemId);
    }
    List<FileDescriptor> all = new ArrayList<>(List.of(files));
    all.addFirst(SystemPackets.FILE);
    return read(new CatalogReader(header, firstSystemId), all);
  }

  private static PacketCatalog read(CatalogReader reader, List<FileDescriptor> files) {
    return new PacketCatalog(reader.header(), reader.read(files), reader.failures());
  }

  /// Creates a catalog without packets, for a game whose packets are all raw
  /// ([dev.wharf.protocol.PacketRouter.Builder#onRaw]).
  public static PacketCatalog rawOnly(HeaderFormat header) {
    return new PacketCatalog(header, Map.of(), Map.of());
  }

  /// Returns the format of the header that every frame has.
  public HeaderFormat header() {
    return header;
  }

  /// Returns all kinds of packets, in the order of their ids.
  public Collection<PacketKind> kinds() {
    return kinds;
  }

  /// Returns the name that the .proto files give a failure code, such as `ROOM_FULL`. Returns a
  /// name such as `FAILURE_123` for an unknown code.
  public String failureName(int code) {
    return failures.getOrDefault(code, "FAILURE_" + Integer.toUnsignedString(code));
  }

  /// Returns the kind of packet with this id; null when the catalog has no such packet.
  public @Nullable PacketKind kindOf(int id) {
    return byId.get(id);
  }

  /// Returns whether the packets with this id count in a resumable session ([PacketKind#counts]).
  /// Packets that are not in the catalog do not count.
  public boolean counts(int id) {
    PacketKind kind = byId.get(id);
    return kind != null && kind.counts();
  }

  /// Checks that a packet with this id may be sent with a policy. A packet that is not in the
  /// catalog may be sent with any policy.
  ///
  /// @throws IllegalArgumentException when the packet's kind has another policy
  public void checkPolicy(int id, SendPolicy policy) {
    PacketKind kind = byId.get(id);
    if (kind != null) {
      kind.checkPolicy(policy);
    }
  }

  /// Returns the kind of packet of a message type; null when the type is not a packet of this
  /// catalog.
  public @Nullable PacketKind kindOf(Descriptor descriptor) {
    return byDescriptor.get(descriptor);
  }

  /// Returns the kind of packet that a message is.
  ///
  /// @throws IllegalArgumentException when the message is not a packet of this catalog
  public PacketKind kindOf(MessageOrBuilder message) {
    PacketKind kind = byDescriptor.get(message.getDescriptorForType());
    if (kind == null) {
      throw new IllegalArgumentException(
          message.getDescriptorForType().getFullName() + " is not a packet of this catalog");
    }
    return kind;
  }
}
