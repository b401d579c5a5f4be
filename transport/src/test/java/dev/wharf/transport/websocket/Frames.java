package dev.wharf.transport.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Makes and shows frames, without a check, so that tests can also make bad ones.
final class Frames {
  static final int FINAL = 0x80;
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int MASK = 0xA1B2C3D4;

  private Frames() {}

  /// Returns a masked frame whose length has its shortest form.
  static byte[] masked(int first, byte[] payload) {
    return masked(first, payload, MASK);
  }

  static byte[] masked(int first, byte[] payload, int mask) {
    int form = payload.length < 126 ? payload.length : payload.length <= 0xFFFF ? 126 : 127;
    return frame(first, 0x80 | form, form < 126 ? -1 : payload.length, mask, payload);
  }

  /// Returns a frame without a mask, whose length is below 126.
  static byte[] plain(int first, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    frame.write(payload.length);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  /// Returns a masked frame.
  ///
  /// @param second the second byte
  /// @param length the length behind the second byte, in the form that the second byte names; -1
  ///   for none
  static byte[] frame(int first, int second, long length, int mask, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
    frame.put((byte) first).put((byte) second);
    if (length != -1 && (second & 0x7F) == 126) {
      frame.putShort((short) length);
    } else if ((second & 0x7F) == 127) {
      frame.putLong(length);
    }
    frame.putInt(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ (mask >>> (24 - 8 * (i % 4)))));
    }
    return bytesOf(frame.flip());
  }

  /// Returns the masked frame of a length that is a lie: no payload follows.
  static byte[] announced(int first, int form, long length) {
    return frame(first, 0x80 | form, length, MASK, new byte[0]);
  }

  static byte[] closing(int code, byte[] text) {
    return masked(
        FINAL | CLOSE,
        bytesOf(ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text).flip()));
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] bytesOf(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /// Shows whole frames, one by one: their first byte, and their payload without the mask.
  static List<String> shown(byte[] bytes) {
    List<String> frames = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.hasRemaining()) {
      int first = Byte.toUnsignedInt(in.get());
      int second = Byte.toUnsignedInt(in.get());
      int form = second & 0x7F;
      int length = form < 126 ? form : Short.toUnsignedInt(in.getShort());
      int mask = second < 0x80 ? 0 : in.getInt();
      byte[] payload = new byte[length];
      in.get(payload);
      for (int i = 0; i < length; i++) {
        payload[i] ^= (byte) (mask >>> (24 - 8 * (i % 4)));
      }
      frames.add(shown(first, payload));
    }
    return frames;
  }

  private static String shown(int first, byte[] payload) {
    if (first == (FINAL | CLOSE)) {
      ByteBuffer in = ByteBuffer.wrap(payload);
      String code = in.hasRemaining() ? " " + Short.toUnsignedInt(in.getShort()) : "";
      String text = new String(bytesOf(in), StandardCharsets.UTF_8);
      return "close" + code + (text.isEmpty() ? "" : " " + text);
    }
    return Integer.toHexString(first) + " " + new String(payload, StandardCharsets.ISO_8859_1);
  }
}
