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

  static byte[] v2(String source, int sourcePort) {
    boolean isV4 = InetAddress.ofLiteral(source).getAddress().length == 4;
    return block(
        PROXY,
        isV4 ? TCP_OVER_IPV4 : TCP_OVER_IPV6,
        addresses(source, sourcePort, isV4 ? "10.0.0.2" : "2001:db8::2"));
  }
}
