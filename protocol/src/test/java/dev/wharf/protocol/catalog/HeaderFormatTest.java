package dev.wharf.protocol.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HeaderFormatTest {
  private static final int ID = 0x21;
  private static final int BODY_BYTES = 0x102;

  /// Returns, for each format, the header that a packet with id 0x21 and a body of 0x102 bytes must
  /// have.
  static Stream<Arguments> goldenVectors() {
    HeaderFormat core = HeaderFormat.SERVER_CORE;
    return Stream.of(
        Arguments.of(core, "06012100"),
        Arguments.of(HeaderFormat.BODY_SIZE, "02012100"),
        Arguments.of(HeaderFormat.BIG_ENDIAN, "01060021"),
        Arguments.of(HeaderFormat.WIDE, "0a01000021000000"),
        Arguments.of(core.withWidths(2, 1), "050121"),
        Arguments.of(core.withWidths(4, 2), "080100002100"),
        Arguments.of(core.withWidths(2, 4), "080121000000"),
        Arguments.of(core.withSizeMeaning(SizeMeaning.AFTER_SIZE_FIELD), "04012100"),
        Arguments.of(core.withFieldOrder(FieldOrder.ID_FIRST), "21000601"),
        Arguments.of(
            core.withFieldOrder(FieldOrder.ID_FIRST).withSizeMeaning(SizeMeaning.AFTER_SIZE_FIELD),
            "21000201"),
        Arguments.of(
            HeaderFormat.WIDE.withByteOrder(ByteOrder.BIG_ENDIAN).withSizeMeaning(SizeMeaning.BODY),
            "0000010200000021"));
  }

  @ParameterizedTest
  @MethodSource("goldenVectors")
  void writesTheGoldenVector(HeaderFormat format, String hex) {
    byte[] header = new byte[format.headerBytes()];
    format.write(header, 0, ID, BODY_BYTES);
    assertThat(HexFormat.of().formatHex(header)).isEqualTo(hex);
  }

  @ParameterizedTest
  @MethodSource("goldenVectors")
  void readsTheGoldenVectorInsideABuffer(HeaderFormat format, String hex) {
    ByteBuffer buffer = ByteBuffer.wrap(HexFormat.of().parseHex("ffff" + hex + "ff"));
    assertThat(format.readFrameBytes(buffer, 2)).isEqualTo(format.headerBytes() + BODY_BYTES);
    assertThat(format.readPacketId(buffer, 2)).isEqualTo(ID);
  }

  @Test
  void readsSizesAndIdsUnsigned() {
    ByteBuffer ones = ByteBuffer.wrap(HexFormat.of().parseHex("ffffffffffffffff"));
    assertThat(HeaderFormat.SERVER_CORE.readFrameBytes(ones, 0)).isEqualTo(65_535);
    assertThat(HeaderFormat.SERVER_CORE.readPacketId(ones, 0)).isEqualTo(65_535);
    assertThat(HeaderFormat.BODY_SIZE.readFrameBytes(ones, 0)).isEqualTo(65_539);
    assertThat(HeaderFormat.WIDE.readFrameBytes(ones, 0)).isEqualTo(0xFFFF_FFFFL);
    assertThat(HeaderFormat.WIDE.readPacketId(ones, 0)).isNegative();
  }

  @Test
  void knowsTheLargestFrameAndId() {
    assertThat(HeaderFormat.SERVER_CORE.maxFrameBytes()).isEqualTo(65_535);
    assertThat(HeaderFormat.BODY_SIZE.maxFrameBytes()).isEqualTo(65_539);
    assertThat(HeaderFormat.WIDE.maxFrameBytes()).isEqualTo(16 << 20);
    assertThat(HeaderFormat.SERVER_CORE.maxPacketId()).isEqualTo(65_535);
    assertThat(HeaderFormat.SERVER_CORE.withWidths(2, 1).maxPacketId()).isEqualTo(255);
    assertThat(HeaderFormat.WIDE.maxPacketId()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void rejectsOtherWidths() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeaderFormat.SERVER_CORE.withWidths(3, 2))
        .withMessage("sizeBytes must be 2 or 4, not 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeaderFormat.SERVER_CORE.withWidths(2, 3))
        .withMessage("idBytes must be 1, 2 or 4, not 3");
  }
}
