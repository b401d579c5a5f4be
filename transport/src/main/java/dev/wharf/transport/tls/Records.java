package dev.wharf.transport.tls;

import java.nio.ByteBuffer;

/// The format of TLS records (RFC 8446, 5.1): type, version, length, content. Every record begins
/// with a header of five bytes in clear text.
final class Records {
  static final int HEADER = 5;

  /// The largest content of a record, in bytes: 2^14, and the overhead that TLS 1.3 allows. TLS 1.2
  /// would allow more, which no cipher needs.
  static final int MAX_CONTENT = (1 << 14) + 256;

  private static final int CHANGE_CIPHER_SPEC = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;
  private static final int MAJOR_VERSION = 3;
  private static final int MAX_MINOR_VERSION = 4;

  /// The content of an encrypted alert of TLS 1.3: two bytes, the type, and a tag of 16 bytes.
  private static final int ALERT_1_3 = 2 + 1 + 16;

  /// The JDK pads its alerts with 16 bytes.
  private static final int PADDED_ALERT_1_3 = ALERT_1_3 + 16;

  private Records() {}

  /// Returns whether the bytes can be the beginning of a record: as far as they go, type and
  /// version are those of TLS.
  static boolean mayBegin(ByteBuffer bytes) {
    int at = bytes.position();
    int length = bytes.remaining();
    return (length < 1 || isType(bytes.get(at)))
        && (length < 2 || bytes.get(at + 1) == MAJOR_VERSION)
        && (length < 3 || Byte.toUnsignedInt(bytes.get(at + 2)) <= MAX_MINOR_VERSION);
  }

  private static boolean isType(byte type) {
    return type >= CHANGE_CIPHER_SPEC && type <= APPLICATION_DATA;
  }

  /// Returns whether the bytes can be the first record of a connection, from a client or a server:
  /// a message of the handshake or an alert.
  static boolean mayBeginConnection(ByteBuffer bytes) {
    return !bytes.hasRemaining()
        || ((bytes.get(bytes.position()) == HANDSHAKE || bytes.get(bytes.position()) == ALERT)
            && mayBegin(bytes));
  }

  /// Returns the length of the content of the record that the bytes begin with. The whole header
  /// must be there.
  static int contentLength(ByteBuffer bytes) {
    int at = bytes.position() + 3;
    return (Byte.toUnsignedInt(bytes.get(at)) << 8) | Byte.toUnsignedInt(bytes.get(at + 1));
  }

  /// Returns whether the record changes no key and takes no time: the marker that TLS 1.3 sends for
  /// old firewalls.
  static boolean isChangeCipherSpec(ByteBuffer bytes) {
    return bytes.get(bytes.position()) == CHANGE_CIPHER_SPEC;
  }

  /// Returns whether the record may be an alert, such as `close_notify`. TLS 1.3 encrypts the type
  /// of a record, so the length decides: that of an alert as BoringSSL, OpenSSL or the JDK make it.
  static boolean mayBeAlert(ByteBuffer bytes) {
    int type = bytes.get(bytes.position());
    int length = contentLength(bytes);
    return type == ALERT
        || (type == APPLICATION_DATA && (length == ALERT_1_3 || length == PADDED_ALERT_1_3));
  }
}
