package dev.wharf.transport.websocket;

/// The fields of a frame's first two bytes (RFC 6455, 5.2).
final class Opcodes {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  /// The bits of the opcode in the first byte.
  static final int OPCODE = 0x0F;

  /// In the first byte: the frame is the last one of its message.
  static final int FINAL = 0x80;

  /// In the first byte: the bits that belong to extensions. There are none.
  static final int RESERVED = 0x70;

  /// In the second byte: a mask stands in front of the payload.
  static final int MASKED = 0x80;

  /// In the second byte: the bits of the length, or one of the two markers.
  static final int LENGTH = 0x7F;

  /// The marker of a length in the next 2 bytes.
  static final int LENGTH_16 = 126;

  /// The marker of a length in the next 8 bytes.
  static final int LENGTH_63 = 127;

  /// The largest payload of a control frame, and of a frame whose length is in the second byte.
  static final int MAX_SHORT = 125;

  private Opcodes() {}

  static boolean isControl(int opcode) {
    return opcode >= CLOSE;
  }
}
