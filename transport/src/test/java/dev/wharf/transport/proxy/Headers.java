package dev.wharf.transport.proxy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Makes headers of the PROXY protocol.
final class Headers {
  static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);
  static final int LOCAL = 0x20;
  static final int PROXY = 0x21;
  static final int TCP_OVER_IPV4 = 0x11;
  static final int TCP_OVER_IPV6 = 0x21;

  private Headers() {}

  static byte[] line(String line) {
    return (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  /// Returns a header of version 2 with any content.
  static byte[] block(int command, int family, byte[] content) {
    return ByteBuffer.allocate(16 + content.length)
        .put(SIGNATURE)
        .put((byte) command)
        .put((byte) family)
        .putShort((short) content.length)
        .put(content)
        .array();
  }

  /// Returns the addresses of a header of version 2, with further fields.
  static byte[] addresses(String source, int sourcePort, String target, byte... fields) {
    byte[] from = InetAddress.ofLiteral(source).getAddress();
    byte[] to = InetAddress.ofLiteral(target).getAddress();
    return ByteBuffer.allocate(from.length + to.length + 4 + fields.length)
        .put(from)
        .put(to)
        .putShort((short) sourcePort)
        .putShort((short) 7777)
        .put(fields)
        .array();
  }

  /// Returns a header of version 2 whose last field is its checksum. The checksum is calculated
  /// byte by byte, so that a fault of the tested code does not hide.
  static byte[] withChecksum(int command, int family, byte[] addresses) {
    byte[] content = ByteBuffer.allocate(addresses.length + 7).put(addresses).put((byte) 3).array();
    content[addresses.length + 2] = 4;
    byte[] header = block(command, family, content);
    ByteBuffer.wrap(header).putInt(header.length - 4, crc32c(header));
    return header;
  }

  private static int crc32c(byte[] bytes) {
    int crc = -1;
    for (byte one : bytes) {
      crc ^= one & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x82F6_3B78);
      }
    }
    return ~crc;
  }

  static byte[] v2(String source, int sourcePort) {
    boolean isV4 = InetAddress.ofLiteral(source).getAddress().length == 4;
    return block(
        PROXY,
        isV4 ? TCP_OVER_IPV4 : TCP_OVER_IPV6,
        addresses(source, sourcePort, isV4 ? "10.0.0.2" : "2001:db8::2"));
  }
}
