package dev.wharf.swarm.hostile;

import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes the parts of a protobuf body one by one, right ones and wrong ones. Not thread-safe.
///
/// The format: https://protobuf.dev/programming-guides/encoding/
final class WireBytes {
  // wire types
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH = 2;
  static final int START_GROUP = 3;
  static final int END_GROUP = 4;
  static final int FIXED32 = 5;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// The number of the first field of a type, such as a number or a text.
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

  /// The head of a field.
  WireBytes tag(int field, int wireType) {
    return varint((long) field << 3 | wireType);
  }

  /// A number in as few bytes as it takes, 1 to 10.
  WireBytes varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes.write((int) rest);
    return this;
  }

  /// A field with bytes in it.
  WireBytes field(int field, byte[] content) {
    return tag(field, LENGTH).varint(content.length).raw(content);
  }

  /// A field with a text in it.
  WireBytes text(int field, String content) {
    return field(field, content.getBytes(StandardCharsets.UTF_8));
  }

  /// Bytes as they are.
  WireBytes raw(byte... content) {
    bytes.writeBytes(content);
    return this;
  }

  /// The same byte several times.
  WireBytes fill(int count, int value) {
    byte[] filling = new byte[count];
    Arrays.fill(filling, (byte) value);
    return raw(filling);
  }

  /// Other parts, several times.
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
