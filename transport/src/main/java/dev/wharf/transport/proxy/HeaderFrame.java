package dev.wharf.transport.proxy;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.transform.TransformationException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Finds the end of a header. Rejects bytes that begin no header as soon as the first of them
/// arrives, so that a peer that speaks another protocol does not wait for a timeout.
final class HeaderFrame {
  /// The start of a header of version 1.
  private static final byte[] V1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);

  /// The start of a header of version 2.
  private static final byte[] V2 = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);

  /// The longest line of version 1, with its end.
  private static final int MAX_V1_BYTES = 107;

  /// The bytes of version 2 in front of the addresses. The last two are the length of the rest.
  private static final int V2_BYTES = 16;

  private static final int V2_LENGTH_AT = 14;

  private HeaderFrame() {}

  /// Returns the length of the header that `bytes` begins with; 0 when the length is not known yet.
  /// There is at least one byte. The position does not change.
  ///
  /// @throws TransformationException when the bytes begin no header that is accepted
  static int length(ByteBuffer bytes, ProxyVersions accepted) throws TransformationException {
    ProxyVersions version =
        bytes.get(bytes.position()) == V1[0] ? ProxyVersions.V1 : ProxyVersions.V2;
    requireStart(bytes, version == ProxyVersions.V1 ? V1 : V2);
    if (!accepted.accepts(version)) {
      throw invalid(
          "the header is of version " + version + ", but only " + accepted + " is accepted");
    }
    return version == ProxyVersions.V1 ? lengthOfLine(bytes) : lengthOfBlock(bytes);
  }

  /// Returns whether a whole header is of version 2.
  static boolean isBinary(byte[] header) {
    return header[0] == V2[0];
  }

  private static void requireStart(ByteBuffer bytes, byte[] start) throws TransformationException {
    int length = Math.min(bytes.remaining(), start.length);
    for (int i = 0; i < length; i++) {
      if (bytes.get(bytes.position() + i) != start[i]) {
        throw new TransformationException(
            ProxyCloseReasons.PROXY_HEADER_MISSING, "the stream begins without a header");
      }
    }
  }

  private static int lengthOfLine(ByteBuffer bytes) throws TransformationException {
    int most = Math.min(bytes.remaining(), MAX_V1_BYTES);
    for (int i = 1; i < most; i++) {
      int at = bytes.position() + i;
      if (bytes.get(at) == '\n' && bytes.get(at - 1) == '\r') {
        return i + 1;
      }
    }
    if (most == MAX_V1_BYTES) {
      throw invalid("the line has no end within " + MAX_V1_BYTES + " bytes");
    }
    return 0;
  }

  private static int lengthOfBlock(ByteBuffer bytes) throws TransformationException {
    if (bytes.remaining() < V2_BYTES) {
      return 0;
    }
    int length = V2_BYTES + Short.toUnsignedInt(bytes.getShort(bytes.position() + V2_LENGTH_AT));
    if (length > ProxyProtocol.MAX_HEADER_BYTES) {
      throw invalid(
          "a header of " + length + " bytes; the limit is " + ProxyProtocol.MAX_HEADER_BYTES);
    }
    return length;
  }

  /// Returns an exception that ends the connection because of an invalid header.
  static TransformationException invalid(String detail) {
    CloseReason reason = ProxyCloseReasons.PROXY_HEADER_INVALID;
    return new TransformationException(reason, detail);
  }
}
