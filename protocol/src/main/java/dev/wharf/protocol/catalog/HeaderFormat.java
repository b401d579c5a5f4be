package dev.wharf.protocol.catalog;

import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.buffer.SendBufferPool;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The header of every frame: a size and a packet id, both unsigned, and nothing else.
///
/// The default is [#SERVER_CORE]. The other formats are for clients that already use them. Both
/// sides of a connection must use the same format.
///
/// @param sizeBytes the width of the size field in bytes: 2 or 4
/// @param idBytes the width of the id field in bytes: 1, 2 or 4
/// @param byteOrder the byte order of both fields
/// @param sizeMeaning which bytes of a frame the size field counts
/// @param fieldOrder the order of the two fields
public record HeaderFormat(
    int sizeBytes,
    int idBytes,
    ByteOrder byteOrder,
    SizeMeaning sizeMeaning,
    FieldOrder fieldOrder) {

  /// `[u16 LE size, header included][u16 LE id]`: the header of the servers that follow ServerCore.
  public static final HeaderFormat SERVER_CORE =
      new HeaderFormat(
          2, 2, ByteOrder.LITTLE_ENDIAN, SizeMeaning.WHOLE_FRAME, FieldOrder.SIZE_FIRST);

  /// `[u16 LE size of the body][u16 LE id]`: like [#SERVER_CORE], but the size is that of the body.
  public static final HeaderFormat BODY_SIZE = SERVER_CORE.withSizeMeaning(SizeMeaning.BODY);

  /// `[u16 BE size, header included][u16 BE id]`: like [#SERVER_CORE], but big-endian.
  public static final HeaderFormat BIG_ENDIAN = SERVER_CORE.withByteOrder(ByteOrder.BIG_ENDIAN);

  /// `[u32 LE size, header included][u32 LE id]`: for frames above 65,535 bytes.
  public static final HeaderFormat WIDE = SERVER_CORE.withWidths(4, 4);

  /// The size of the largest frame in any format, in bytes. This is the capacity of the largest
  /// send buffer.
  public static final int LARGEST_FRAME_BYTES = SendBufferPool.MAX_CAPACITY;

  /// Checks the widths of the two fields.
  public HeaderFormat {
    if (sizeBytes != 2 && sizeBytes != 4) {
      throw new IllegalArgumentException("sizeBytes must be 2 or 4, not " + sizeBytes);
    }
    if (idBytes != 1 && idBytes != 2 && idBytes != 4) {
      throw new IllegalArgumentException("idBytes must be 1, 2 or 4, not " + idBytes);
    }
  }

  /// Returns a copy whose fields have other widths, in bytes.
  public HeaderFormat withWidths(int sizeWidth, int idWidth) {
    return new HeaderFormat(sizeWidth, idWidth, byteOrder, sizeMeaning, fieldOrder);
  }

  /// Returns a copy with another byte order.
  public HeaderFormat withByteOrder(ByteOrder order) {
    return new HeaderFormat(sizeBytes, idBytes, order, sizeMeaning, fieldOrder);
  }

  /// Returns a copy whose size field counts other bytes of a frame.
  public HeaderFormat withSizeMeaning(SizeMeaning meaning) {
    return new HeaderFormat(sizeBytes, idBytes, byteOrder, meaning, fieldOrder);
  }

  /// Returns a copy with the two fields in another order.
  public HeaderFormat withFieldOrder(FieldOrder order) {
    return new HeaderFormat(sizeBytes, idBytes, byteOrder, sizeMeaning, order);
  }

  /// Returns the length of the header, in bytes.
  public int headerBytes() {
    return sizeBytes + idBytes;
  }

  /// Returns the size of the largest frame that the size field can describe, in bytes, header
  /// included. The result is at most [#LARGEST_FRAME_BYTES].
  public int maxFrameBytes() {
    return sizeBytes == 2 ? 0xFFFF + uncountedBytes() : LARGEST_FRAME_BYTES;
  }

  /// Returns the largest packet id that the id field can hold, but at most [Integer#MAX_VALUE].
  public int maxPacketId() {
    return idBytes == 4 ? Integer.MAX_VALUE : (1 << (8 * idBytes)) - 1;
  }

  /// Writes a header into `target`, beginning at index `offset`.
  ///
  /// @param bodyBytes the length in bytes of the body that follows the header
  public void write(byte[] target, int offset, int id, int bodyBytes) {
    putUnsigned(target, offset + sizeOffset(), sizeBytes, sizeField(bodyBytes));
    putUnsigned(target, offset + idOffset(), idBytes, id);
  }

  /// Reads the length in bytes of the frame that starts at index `frameStart`, header included. The
  /// result is not checked: it may be any number from 0 to 4 GiB, and a few bytes more. At least
  /// [#sizeFieldEnd()] bytes of the frame must have arrived. Sets the byte order of `source`.
  public long readFrameBytes(ByteBuffer source, int frameStart) {
    return readUnsigned(source, frameStart + sizeOffset(), sizeBytes) + uncountedBytes();
  }

  /// Reads the packet id of the frame that starts at index `frameStart`. A 4-byte id above
  /// [Integer#MAX_VALUE] becomes negative; no packet has such an id. At least [#headerBytes()]
  /// bytes of the frame must have arrived. Sets the byte order of `source`.
  public int readPacketId(ByteBuffer source, int frameStart) {
    return (int) readUnsigned(source, frameStart + idOffset(), idBytes);
  }

  /// Reads the packet id of an encoded frame. Allocates nothing. The result is the same as that of
  /// [#readPacketId(ByteBuffer, int)].
  public int readPacketId(SendBuffer frame) {
    int id = 0;
    for (int i = 0; i < idBytes; i++) {
      int at = byteOrder == ByteOrder.BIG_ENDIAN ? i : idBytes - 1 - i;
      id = id << 8 | Byte.toUnsignedInt(frame.byteAt(idOffset() + at));
    }
    return id;
  }

  /// Returns the number of bytes of a frame that must have arrived before its size can be read.
  public int sizeFieldEnd() {
    return sizeOffset() + sizeBytes;
  }

  private int sizeField(int bodyBytes) {
    return headerBytes() + bodyBytes - uncountedBytes();
  }

  private int sizeOffset() {
    return fieldOrder == FieldOrder.SIZE_FIRST ? 0 : idBytes;
  }

  private int idOffset() {
    return fieldOrder == FieldOrder.SIZE_FIRST ? sizeBytes : 0;
  }

  /// Returns the number of bytes of a frame that the size field does not count.
  private int uncountedBytes() {
    return switch (sizeMeaning) {
      case WHOLE_FRAME -> 0;
      case AFTER_SIZE_FIELD -> sizeFieldEnd();
      case BODY -> headerBytes();
    };
  }

  private long readUnsigned(ByteBuffer source, int at, int width) {
    source.order(byteOrder);
    return switch (width) {
      case 1 -> Byte.toUnsignedInt(source.get(at));
      case 2 -> Short.toUnsignedInt(source.getShort(at));
      default -> Integer.toUnsignedLong(source.getInt(at));
    };
  }

  private void putUnsigned(byte[] target, int at, int width, int value) {
    for (int i = 0; i < width; i++) {
      int significance = byteOrder == ByteOrder.LITTLE_ENDIAN ? i : width - 1 - i;
      target[at + i] = (byte) (value >>> (8 * significance));
    }
  }
}
