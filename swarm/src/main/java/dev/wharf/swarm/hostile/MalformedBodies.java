package dev.wharf.swarm.hostile;

import static dev.wharf.swarm.hostile.WireBytes.END_GROUP;
import static dev.wharf.swarm.hostile.WireBytes.FIXED32;
import static dev.wharf.swarm.hostile.WireBytes.FIXED64;
import static dev.wharf.swarm.hostile.WireBytes.LENGTH;
import static dev.wharf.swarm.hostile.WireBytes.START_GROUP;
import static dev.wharf.swarm.hostile.WireBytes.VARINT;

import java.util.stream.Stream;

/// Bodies that are no messages, and bodies that stretch the protobuf format: deep nesting, many
/// elements, unknown fields, lengths that lie, numbers that are too long.
final class MalformedBodies {
  private static final int UNKNOWN = 15;
  private static final int LARGEST_FIELD = (1 << 29) - 1;

  /// Bytes of a large body: nearly a frame of the default limit.
  private static final int LARGE = 4_000;

  private MalformedBodies() {}

  /// @param number a field with a number
  /// @param text a field with a text
  static Stream<WireBytes> garbage(int number, int text) {
    return Stream.of(
        body().tag(number, VARINT), // without its value
        body().tag(text, LENGTH).raw((byte) 0x7F, (byte) 'x'), // too long
        body().tag(text, LENGTH).varint(0xFFFF_FFFFL), // negative
        body().field(text, new byte[] {(byte) 0xC3, 0x28}), // no UTF-8
        body().raw((byte) 0, (byte) 0), // the field 0
        body().fill(500, 0x7B), // groups in groups in groups
        body().fill(4000, 0xFF));
  }

  /// @param number a field with a number
  /// @param text a field with a text
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
        // wire types that do not fit, or that there are not
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
        // lengths that lie, and fields that are cut off
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

  /// Groups in groups, each of them closed.
  private static WireBytes groups(int depth) {
    return body()
        .times(depth, body().tag(UNKNOWN, START_GROUP))
        .times(depth, body().tag(UNKNOWN, END_GROUP));
  }

  /// Messages in messages.
  private static byte[] nested(int depth) {
    byte[] inner = new byte[0];
    for (int i = 0; i < depth; i++) {
      inner = body().field(UNKNOWN, inner).toBytes();
    }
    return inner;
  }
}
