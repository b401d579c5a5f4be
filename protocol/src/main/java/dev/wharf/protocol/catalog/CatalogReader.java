package dev.wharf.protocol.catalog;

import com.google.protobuf.DescriptorProtos.EnumOptions;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.wharf.engine.SendPolicy;
import dev.wharf.protocol.options.Direction;
import dev.wharf.protocol.options.SlowReader;
import dev.wharf.protocol.options.WharfOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the packets from the descriptors of .proto files, and collects the mistakes in them. A
/// reader reads one catalog; it cannot be used again.
final class CatalogReader {
  private static final ExtensionRegistry OPTIONS = ExtensionRegistry.newInstance();

  static {
    WharfOptions.registerAllExtensions(OPTIONS);
  }

  private final HeaderFormat header;
  private final int firstSystemId;
  private final Map<Integer, String> failures = new HashMap<>();
  private final Map<Integer, PacketKind> kinds = new TreeMap<>();
  private final Map<Integer, String> holders = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  /// Creates a reader for one catalog.
  ///
  /// @param firstSystemId the first id of the system packets; 0 for a catalog without system
  ///   packets
  CatalogReader(HeaderFormat header, int firstSystemId) {
    this.header = header;
    this.firstSystemId = firstSystemId;
  }

  HeaderFormat header() {
    return header;
  }

  /// Returns the names of the failure codes that were read; the map's key is the code.
  Map<Integer, String> failures() {
    return failures;
  }

  Map<Integer, PacketKind> read(List<FileDescriptor> files) {
    Set<FileDescriptor> distinct = new LinkedHashSet<>(files);
    distinct.forEach(file -> file.getMessageTypes().forEach(this::readTopLevel));
    distinct.forEach(file -> file.getEnumTypes().forEach(this::readFailures));
    if (kinds.isEmpty() && problems.isEmpty()) {
      problems.add("no message has a packet_id, in " + namesOf(distinct));
    }
    if (!problems.isEmpty()) {
      throw new CatalogException(problems);
    }
    return kinds;
  }

  private void readTopLevel(Descriptor message) {
    message.getNestedTypes().forEach(this::rejectNested);
    MessageOptions options = optionsOf(message);
    if (options.hasExtension(WharfOptions.packetId)) {
      readPacket(message, options);
    } else if (isMarked(options)) {
      problems.add(message.getFullName() + " has packet options but no packet_id");
    }
  }

  private void rejectNested(Descriptor message) {
    if (isMarked(optionsOf(message))) {
      problems.add(
          message.getFullName() + " has packet options, but only top-level messages are packets");
    }
    message.getNestedTypes().forEach(this::rejectNested);
  }

  private static boolean isMarked(MessageOptions options) {
    return options.hasExtension(WharfOptions.packetId)
        || options.hasExtension(WharfOptions.direction)
        || options.hasExtension(WharfOptions.slowReader);
  }

  private void readPacket(Descriptor message, MessageOptions options) {
    int id = idOf(message, options.getExtension(WharfOptions.packetId));
    PacketDirection direction = directionOf(message, options.getExtension(WharfOptions.direction));
    SendPolicy policy = policyOf(message, id, options.getExtension(WharfOptions.slowReader));
    if (isInRange(message, id) && isFree(message, id) && direction != null && policy != null) {
      kinds.put(id, new PacketKind(id, direction, policy, message));
    }
  }

  private int idOf(Descriptor message, int written) {
    return isSystem(message.getFile()) ? firstSystemId - 1 + written : written;
  }

  private boolean isSystem(FileDescriptor file) {
    return firstSystemId > 0 && file.equals(SystemPackets.FILE);
  }

  private void readFailures(EnumDescriptor type) {
    if (optionsOf(type).getExtension(WharfOptions.failureCodes)) {
      type.getValues().stream().filter(value -> value.getNumber() != 0).forEach(this::readFailure);
    }
  }

  private void readFailure(EnumValueDescriptor value) {
    int code = value.getNumber();
    if (code < SystemPackets.FIRST_GAME_FAILURE && !value.getFile().equals(SystemPackets.FILE)) {
      problems.add(
          value.getFullName()
              + " is failure code "
              + code
              + ", but a game's start at "
              + SystemPackets.FIRST_GAME_FAILURE);
    }
    String holder = failures.putIfAbsent(code, value.getName());
    if (holder != null && !holder.equals(value.getName())) {
      problems.add(
          value.getFullName() + " is failure code " + code + ", which " + holder + " is too");
    }
  }

  private boolean isInRange(Descriptor message, int id) {
    if (isKeptForSystem(id) && !isSystem(message.getFile())) {
      problems.add(
          message.getFullName()
              + " has packet_id "
              + id
              + ", but "
              + firstSystemId
              + " to "
              + lastSystemId()
              + " are the system packets'");
      return false;
    }
    if (id >= 1 && id <= header.maxPacketId()) {
      return true;
    }
    problems.add(
        message.getFullName()
            + " has packet_id "
            + Integer.toUnsignedString(id)
            + ", the header takes 1 to "
            + header.maxPacketId());
    return false;
  }

  private boolean isKeptForSystem(int id) {
    return firstSystemId > 0 && id >= firstSystemId && id <= lastSystemId();
  }

  private int lastSystemId() {
    return firstSystemId + SystemPackets.IDS - 1;
  }

  private boolean isFree(Descriptor message, int id) {
    String holder = holders.putIfAbsent(id, message.getFullName());
    if (holder == null) {
      return true;
    }
    problems.add(message.getFullName() + " has packet_id " + id + ", which " + holder + " has too");
    return false;
  }

  private @Nullable PacketDirection directionOf(Descriptor message, Direction option) {
    return switch (option) {
      case CLIENT_TO_SERVER -> PacketDirection.CLIENT_TO_SERVER;
      case SERVER_TO_CLIENT -> PacketDirection.SERVER_TO_CLIENT;
      case BOTH -> PacketDirection.BOTH;
      case DIRECTION_UNSPECIFIED, UNRECOGNIZED -> {
        problems.add(message.getFullName() + " has a packet_id but no direction");
        yield null;
      }
    };
  }

  private @Nullable SendPolicy policyOf(Descriptor message, int id, SlowReader option) {
    return switch (option) {
      case KEEP -> SendPolicy.KEEP;
      case DROP_NEWEST -> SendPolicy.DROP_NEWEST;
      case LATEST_ONLY -> SendPolicy.latestOnly(PacketKind.latestKey(id, 0));
      case UNRECOGNIZED -> {
        problems.add(message.getFullName() + " has an unknown slow_reader");
        yield null;
      }
    };
  }

  /// Returns the options of a message with the extensions of Wharf. Descriptors that do not come
  /// from generated code contain these extensions as unknown fields only.
  private static MessageOptions optionsOf(Descriptor message) {
    try {
      return MessageOptions.parseFrom(message.getOptions().toByteString(), OPTIONS);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("the options of " + message.getFullName(), e);
    }
  }

  private static EnumOptions optionsOf(EnumDescriptor type) {
    try {
      return EnumOptions.parseFrom(type.getOptions().toByteString(), OPTIONS);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("the options of " + type.getFullName(), e);
    }
  }

  private static List<String> namesOf(Set<FileDescriptor> files) {
    return files.stream().map(FileDescriptor::getName).toList();
  }
}
