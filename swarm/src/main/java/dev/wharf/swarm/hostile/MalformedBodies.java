package dev.wharf.swarm.hostile;

import static dev.wharf.swarm.hostile.WireBytes.END_GROUP;
import static dev.wharf.swarm.hostile.WireBytes.FIXED32;
import static dev.wharf.swarm.hostile.WireBytes.FIXED64;
import static dev.wharf.swarm.hostile.WireBytes.LENGTH;
import static dev.wharf.swarm.hostile.WireBytes.START_GROUP;
import static dev.wharf.swarm.hostile.WireBytes.VARINT;

import java.util.stream.Stream;

/// Bodies that are not protobuf messages, and bodies that use the format to excess: deep nesting,
/// many elements, unknown fields, wrong lengths, numbers that are too long.
final class MalformedBodies {
  private static final int UNKNOWN = 15;
  private static final int LARGEST_FIELD = (1 << 29) - 1;

  /// The size of a large body in bytes: nearly the default limit of a frame.
  private static final int LARGE = 4_000;

  private MalformedBodies() {}

  /// Makes bodies that are not protobuf messages.
  ///
  /// @param number the number of an integer field
  /// @param text the number of a string field
  static Stream<WireBytes> garbage(int number, int text) {
    return Stream.of(
        body().tag(number, VARINT), // a tag without a value
        body().tag(text, LENGTH).raw((byte) 0x7F, (byte) 'x'), // a length beyond the end
        body().tag(text, LENGTH).varint(0xFFFF_FFFFL), // a negative length
        body().field(text, new byte[] {(byte) 0xC3, 0x28}), // not UTF-8
        body().raw((byte) 0, (byte) 0), // field number 0
        body().fill(500, 0x7B), // nested groups without an end
        body().fill(4000, 0xFF));
  }

  /// Makes bodies that use the protobuf format to excess: valid bodies and malformed bodies.
  ///
  /// @param number the number of an integer field
  /// @param text the number of a string field
  static Stream<WireBytes> bombs(int number, int text) {
    return Stream.of(
        // nesting
        body().times(LARGE, body().tag(UNKNOWN, START_GROUP)),
        groups(100),
        body().raw(nested(64)),
        // many elements
        body().times(LARGE / 2, body().field(UNKNOWN, new byte[0])),
        body().times(LARGE / 2, body().tag(UNKNOWN, VARINT).varint(1)),
        body().times(LARGE / 3, body().text(text, "x")),
        body().times(LARGE / 2, body().tag(number, VARINT).varint(1)),
        body().field(UNKNOWN, new byte[LARGE]),
        // wire types that do not fit the field or do not exist, and group ends without a start
        body().field(number, new byte[LARGE]),
        body().tag(text, VARINT).varint(1),
        body().tag(number, FIXED64).fill(8, 1),
        body().tag(number, 6),
        body().tag(number, 7),
        body().tag(UNKNOWN, END_GROUP),
        body().tag(UNKNOWN, START_GROUP).tag(UNKNOWN - 1, END_GROUP),
        // numbers and tags
        body().tag(number, VARINT).varint(-1),
        body().tag(number, VARINT).fill(10, 0x80).varint(1),
        body().tag(number, VARINT).fill(LARGE, 0xFF),
        body().raw((byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x00).varint(1),
        body().tag(0, VARINT).varint(1),
        body().tag(LARGEST_FIELD, FIXED64).fill(8, 1),
        // wrong lengths, and incomplete fields
        body().tag(text, LENGTH).varint(Integer.MAX_VALUE),
        body().tag(text, LENGTH).varint(Long.MIN_VALUE),
        body().tag(UNKNOWN, FIXED32).fill(3, 1),
        // texts
        body().field(text, new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}),
        body().field(text, new byte[LARGE]),
        body().text(text, "\u0344".repeat(LARGE / 4) + "\u0327".repeat(LARGE / 4)));
  }

  private static WireBytes body() {
    return new WireBytes();
  }

  /// Makes nested groups, all of them closed.
  private static WireBytes groups(int depth) {
    return body()
        .times(depth, body().tag(UNKNOWN, START_GROUP))
        .times(depth, body().tag(UNKNOWN, END_GROUP));
  }

  /// Makes nested messages.
  private static byte[] nested(int depth) {
    byte[] inner = new byte[0];
    for (int i = 0; i < depth; i++) {
      inner = body().field(UNKNOWN, inner).toBytes();
    }
    return inner;
  }
}
