package dev.wharf.swarm.hostile;

import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes the parts of a protobuf body one by one: valid parts and malformed parts. Not
/// thread-safe.
///
/// The format: https://protobuf.dev/programming-guides/encoding/
final class WireBytes {
  // The wire types. The format has no others.
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH = 2;
  static final int START_GROUP = 3;
  static final int END_GROUP = 4;
  static final int FIXED32 = 5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// Returns the number of the first field of a message that has this Java type.
  ///
  /// @throws IllegalArgumentException when the message has no such field
  static int fieldOf(Message message, JavaType type) {
    return message.getDescriptorForType().getFields().stream()
        .filter(field -> field.getJavaType() == type)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    message.getDescriptorForType().getFullName() + " has no field of " + type))
        .getNumber();
  }

  /// Writes the tag of a field.
  WireBytes tag(int field, int wireType) {
    return varint((long) field << 3 | wireType);
  }

  /// Writes a varint in the smallest number of bytes, 1 to 10.
  WireBytes varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes.write((int) rest);
    return this;
  }

  /// Writes a length-delimited field: the tag, the length, and the content.
  WireBytes field(int field, byte[] content) {
    return tag(field, LENGTH).varint(content.length).raw(content);
  }

  /// Writes a string field.
  WireBytes text(int field, String content) {
    return field(field, content.getBytes(StandardCharsets.UTF_8));
  }

  /// Writes bytes unchanged.
  WireBytes raw(byte... content) {
    bytes.writeBytes(content);
    return this;
  }

  /// Writes the same byte several times.
  WireBytes fill(int count, int value) {
    byte[] filling = new byte[count];
    Arrays.fill(filling, (byte) value);
    return raw(filling);
  }

  /// Writes the bytes of another object several times.
  WireBytes times(int count, WireBytes part) {
    byte[] once = part.toBytes();
    for (int i = 0; i < count; i++) {
      bytes.writeBytes(once);
    }
    return this;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
