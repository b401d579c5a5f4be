package dev.wharf.protocol.frame;

import java.nio.ByteBuffer;

/// Recognises the message with which a client begins TLS (ClientHello, RFC 8446, 4.1.2). Read as a
/// frame, this message announces a packet of 790 bytes. So nine bytes decide: the type and version
/// of the record, the type of the message, and its length, which the record announces as well.
public final class TlsHello {
  /// The number of bytes that decide.
  public static final int LEAST_BYTES = 9;

  /// The reason for the log.
  public static final String DETAIL = "the peer speaks TLS; this server has tls.enabled = false";

  private static final int HANDSHAKE = 22;
  private static final int MAJOR_VERSION = 3;
  private static final int MAX_MINOR_VERSION = 4;
  private static final int CLIENT_HELLO = 1;
  private static final int MESSAGE_HEADER = 4;

  private TlsHello() {}

  /// Returns whether the first bytes of a connection are those of a ClientHello, as far as they go.
  public static boolean mayBegin(ByteBuffer bytes) {
    return is(bytes, 0, HANDSHAKE)
        && is(bytes, 1, MAJOR_VERSION)
        && (bytes.remaining() <= 2 || at(bytes, 2) <= MAX_MINOR_VERSION)
        && is(bytes, 5, CLIENT_HELLO)
        && (bytes.remaining() < LEAST_BYTES || hasOneLength(bytes));
  }

  private static boolean hasOneLength(ByteBuffer bytes) {
    int record = (at(bytes, 3) << 8) | at(bytes, 4);
    int message = (at(bytes, 6) << 16) | (at(bytes, 7) << 8) | at(bytes, 8);
    return message + MESSAGE_HEADER == record;
  }

  private static boolean is(ByteBuffer bytes, int index, int value) {
    return bytes.remaining() <= index || at(bytes, index) == value;
  }

  private static int at(ByteBuffer bytes, int index) {
    return Byte.toUnsignedInt(bytes.get(bytes.position() + index));
  }
}
