package dev.wharf.protocol;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.MessageOrBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which packets there are: every top-level message with a `(wharf.packet_id)` in the given .proto
/// files. With the header, it is all that the two sides of a connection must agree on.
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

  /// The packets of `files`, behind [HeaderFormat#SERVER_CORE] headers.
  ///
  /// @param files such as `EchoProto.getDescriptor()`; files that they import are not looked into
  /// @throws CatalogException when ids or directions are missing, double or out of range; its
  ///   message names them all
  public static PacketCatalog of(FileDescriptor... files) {
    return of(HeaderFormat.SERVER_CORE, files);
  }

  /// The packets of `files`, behind headers of `header`.
  ///
  /// @throws CatalogException when ids or directions are missing, double or out of range; its
  ///   message names them all
  public static PacketCatalog of(HeaderFormat header, FileDescriptor... files) {
    return read(new CatalogReader(header, 0), List.of(files));
  }

  /// The system packets, and those of `files`, behind [HeaderFormat#SERVER_CORE] headers.
  ///
  /// @param files the game's
  /// @throws CatalogException when ids or directions are missing, double or out of range; its
  ///   message names them all
  public static PacketCatalog withSystem(FileDescriptor... files) {
    return withSystem(HeaderFormat.SERVER_CORE, 1, files);
  }

  /// The system packets, and those of `files`, behind headers of `header`.
  ///
  /// @param firstSystemId where the [SystemPackets#IDS] ids of the system packets begin, which a
  ///   game's packets must not use; 1 is usual
  /// @param files the game's
  /// @throws CatalogException when ids or directions are missing, double or out of range; its
  ///   message names them all
  /// @throws IllegalArgumentException when the header's id field has no room for the system packets
  ///   from `firstSystemId` on
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

  /// A catalogue without packets, for a game whose bodies are all raw
  /// ([PacketRouter.Builder#onRaw(int, RawPacketHandler)]).
  public static PacketCatalog rawOnly(HeaderFormat header) {
    return new PacketCatalog(header, Map.of(), Map.of());
  }

  /// How frames of these packets begin.
  public HeaderFormat header() {
    return header;
  }

  /// All packets, by rising id.
  public Collection<PacketKind> kinds() {
    return kinds;
  }

  /// The name of a failure code in the .proto files, as `ROOM_FULL`; `FAILURE_123` when no file has
  /// it.
  public String failureName(int code) {
    return failures.getOrDefault(code, "FAILURE_" + Integer.toUnsignedString(code));
  }

  /// The packet with this id, or null.
  public @Nullable PacketKind kindOf(int id) {
    return byId.get(id);
  }

  /// The packet that messages of this descriptor are, or null.
  public @Nullable PacketKind kindOf(Descriptor descriptor) {
    return byDescriptor.get(descriptor);
  }

  /// The packet that `message` is.
  ///
  /// @throws IllegalArgumentException when it is none of this catalogue
  public PacketKind kindOf(MessageOrBuilder message) {
    PacketKind kind = byDescriptor.get(message.getDescriptorForType());
    if (kind == null) {
      throw new IllegalArgumentException(
          message.getDescriptorForType().getFullName() + " is no packet of this catalogue");
    }
    return kind;
  }
}
