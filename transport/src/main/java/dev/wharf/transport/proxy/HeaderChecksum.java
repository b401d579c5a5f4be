package dev.wharf.transport.proxy;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// Checks the checksum of a header of version 2. A proxy may add one as a field behind the
/// addresses (`PP2_TYPE_CRC32C`). The specification demands that a receiver ends a connection whose
/// header has a wrong checksum. Netty's decoder does not check it.
final class HeaderChecksum {
  private static final int FAMILY_AT = 13;
  private static final int ADDRESSES_AT = 16;
  private static final int FIELD_HEADER_BYTES = 3;
  private static final int CRC32C_FIELD = 0x03;

  private HeaderChecksum() {}

  /// Returns whether a header has a checksum field that does not fit the header.
  ///
  /// @param header one whole header of version 2
  static boolean isWrong(byte[] header) {
    ByteBuffer fields = ByteBuffer.wrap(header);
    fields.position(Math.min(header.length, ADDRESSES_AT + addressBytes(header[FAMILY_AT])));
    while (fields.remaining() >= FIELD_HEADER_BYTES) {
      int type = fields.get();
      int length = Short.toUnsignedInt(fields.getShort());
      if (type == CRC32C_FIELD) {
        return length != Integer.BYTES
            || fields.remaining() < length
            || !fits(header, fields.position());
      }
      fields.position(Math.min(fields.limit(), fields.position() + length));
    }
    return false;
  }

  private static int addressBytes(byte family) {
    return switch (family >> 4) {
      case 1 -> 2 * 4 + 2 * Short.BYTES; // IPv4
      case 2 -> 2 * 16 + 2 * Short.BYTES; // IPv6
      case 3 -> 2 * 108; // Unix sockets
      default -> 0;
    };
  }

  /// Returns whether the checksum at an index is that of the header. For the calculation, the four
  /// bytes of the checksum count as zero.
  private static boolean fits(byte[] header, int at) {
    CRC32C checksum = new CRC32C();
    checksum.update(header, 0, at);
    checksum.update(new byte[Integer.BYTES]);
    int end = at + Integer.BYTES;
    checksum.update(header, end, header.length - end);
    return (int) checksum.getValue() == ByteBuffer.wrap(header).getInt(at);
  }
}
