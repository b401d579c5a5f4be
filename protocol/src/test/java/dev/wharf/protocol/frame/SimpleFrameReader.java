package dev.wharf.protocol.frame;

import dev.wharf.protocol.catalog.FieldOrder;
import dev.wharf.protocol.catalog.HeaderFormat;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Finds the frames that [FrameParser] must find, in the simplest way. It reads the whole stream at
/// once, and reads fields as big integers.
final class SimpleFrameReader {
  private final HeaderFormat format;
  private final int maxFrameBytes;

  SimpleFrameReader(HeaderFormat format, int maxFrameBytes) {
    this.format = format;
    this.maxFrameBytes = maxFrameBytes;
  }

  /// Returns one line for each frame, and one more line when the stream is malformed.
  List<String> read(byte[] stream) {
    List<String> found = new ArrayList<>();
    byte[] rest = stream;
    boolean sizeFirst = format.fieldOrder() == FieldOrder.SIZE_FIRST;
    int sizeAt = sizeFirst ? 0 : format.idBytes();
    int idAt = sizeFirst ? format.sizeBytes() : 0;
    while (rest.length >= sizeAt + format.sizeBytes()) {
      long size = field(rest, sizeAt, format.sizeBytes()) + notCounted();
      if (size < format.headerBytes() || size > maxFrameBytes) {
        found.add("malformed " + size);
        return found;
      }
      if (size > rest.length) {
        return found;
      }
      long id = field(rest, idAt, format.idBytes());
      byte[] body = Arrays.copyOfRange(rest, format.headerBytes(), (int) size);
      found.add(id + " " + HexFormat.of().formatHex(body));
      rest = Arrays.copyOfRange(rest, (int) size, rest.length);
    }
    return found;
  }

  private int notCounted() {
    int idIfBehind = format.fieldOrder() == FieldOrder.SIZE_FIRST ? 0 : format.idBytes();
    return switch (format.sizeMeaning()) {
      case WHOLE_FRAME -> 0;
      case AFTER_SIZE_FIELD -> format.sizeBytes() + idIfBehind;
      case BODY -> format.sizeBytes() + format.idBytes();
    };
  }

  private long field(byte[] bytes, int at, int width) {
    byte[] field = Arrays.copyOfRange(bytes, at, at + width);
    if (format.byteOrder() == ByteOrder.LITTLE_ENDIAN) {
      for (int i = 0; i < width / 2; i++) {
        byte swapped = field[i];
        field[i] = field[width - 1 - i];
        field[width - 1 - i] = swapped;
      }
    }
    return new BigInteger(1, field).longValueExact();
  }
}
