package dev.wharf.client;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.options.Direction;
import dev.wharf.protocol.options.SlowReader;
import dev.wharf.protocol.options.WharfOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The packets of the tests of resuming. Their bodies are raw: a number, and filling bytes.
final class TalkPackets {
  /// From the client, and back as the answer: kept.
  static final int TALK = 500;

  /// From the server to all clients at once: kept.
  static final int NEWS = 501;

  /// From the server: only the latest counts.
  static final int STATE = 502;

  static final PacketCatalog CATALOG = PacketCatalog.withSystem(file());

  private TalkPackets() {}

  private static FileDescriptor file() {
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("talk.proto")
            .addDependency("wharf/options.proto")
            .addMessageType(packet("Talk", TALK, Direction.BOTH, SlowReader.KEEP))
            .addMessageType(packet("News", NEWS, Direction.SERVER_TO_CLIENT, SlowReader.KEEP))
            .addMessageType(
                packet("State", STATE, Direction.SERVER_TO_CLIENT, SlowReader.LATEST_ONLY))
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[] {WharfOptions.getDescriptor()});
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DescriptorProto packet(
      String name, int id, Direction direction, SlowReader slowReader) {
    return DescriptorProto.newBuilder()
        .setName(name)
        .setOptions(
            MessageOptions.newBuilder()
                .setExtension(WharfOptions.packetId, id)
                .setExtension(WharfOptions.direction, direction)
                .setExtension(WharfOptions.slowReader, slowReader))
        .build();
  }

  /// Returns the body of a packet.
  static byte[] body(long number, int filling) {
    return ByteBuffer.allocate(Long.BYTES + filling)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(number)
        .array();
  }
}
