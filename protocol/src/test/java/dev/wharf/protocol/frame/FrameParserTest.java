package dev.wharf.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wharf.engine.CloseReason;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.catalog.HeaderFormat;
import dev.wharf.protocol.frame.FrameResult.Frame;
import dev.wharf.protocol.frame.FrameResult.Malformed;
import dev.wharf.protocol.frame.FrameResult.NeedMore;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameParserTest {
  private final FrameParser parser = new FrameParser(HeaderFormat.SERVER_CORE, 4096);

  @Test
  void parsesAFrameAndMovesThePositionBehindIt() {
    ByteBuffer received = hex("0700 2100 aabbcc 0400");
    Frame frame = frameOf(parser.next(received));
    assertThat(frame.packetId()).isEqualTo(0x21);
    assertThat(frame.frameBytes()).isEqualTo(7);
    assertThat(frame.bodyBytes()).isEqualTo(3);
    assertThat(bodyOf(frame)).isEqualTo("aabbcc");
    assertThat(received.position()).isEqualTo(7);
  }

  @Test
  void parsesAFrameWithoutABody() {
    Frame frame = frameOf(parser.next(hex("0400 2100")));
    assertThat(frame.bodyBytes()).isZero();
    assertThat(bodyOf(frame)).isEmpty();
  }

  @Test
  void usesOneFrameObjectForAll() {
    ByteBuffer received = hex("0400 2100 0400 2200");
    FrameResult first = parser.next(received);
    assertThat(parser.next(received)).isSameAs(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "07", "0700", "070021", "07002100", "07002100aabb"})
  void consumesNothingOfAnIncompleteFrame(String hex) {
    ByteBuffer received = hex(hex);
    assertThat(parser.next(received)).isSameAs(NeedMore.INSTANCE);
    assertThat(received.position()).isZero();
  }

  /// A parser that trusts the size field loops for ever on a frame of size 0. This parser must
  /// refuse every size below the header's.
  @ParameterizedTest
  @CsvSource({"0000,0", "0100,1", "0200,2", "0300,3"})
  void refusesASizeSmallerThanTheHeaderAtOnce(String hex, int size) {
    FrameResult result = parser.next(hex(hex));
    assertThat(result).isEqualTo(new Malformed(Malformed.Problem.SMALLER_THAN_HEADER, size, 4));
    assertThat(((Malformed) result).closeReason()).isEqualTo(PacketCloseReasons.MALFORMED_FRAME);
    assertThat(((Malformed) result).detail())
        .isEqualTo("frame of " + size + " bytes, smaller than its header of 4");
  }

  @ParameterizedTest
  @CsvSource({"0110,4097", "ffff,65535"})
  void refusesASizeOverTheLimitBeforeTheBodyArrives(String hex, int size) {
    FrameResult result = parser.next(hex(hex));
    assertThat(result).isEqualTo(new Malformed(Malformed.Problem.OVER_LIMIT, size, 4096));
    assertThat(((Malformed) result).closeReason()).isEqualTo(CloseReason.FRAME_TOO_LARGE);
    assertThat(((Malformed) result).detail())
        .isEqualTo("frame of " + size + " bytes, the limit is 4096");
  }

  @Test
  void acceptsAFrameOfExactlyTheLimit() {
    ByteBuffer received = ByteBuffer.allocate(4096).put(hex("0010 0100")).position(0);
    assertThat(frameOf(parser.next(received)).frameBytes()).isEqualTo(4096);
  }

  @Test
  void acceptsTheLargestFrameOfTheHeader() {
    FrameParser large = new FrameParser(HeaderFormat.SERVER_CORE, 65_535);
    ByteBuffer received = ByteBuffer.allocate(65_535).put(hex("ffff 0100")).position(0);
    assertThat(frameOf(large.next(received)).bodyBytes()).isEqualTo(65_531);
  }

  @Test
  void refusesAWideSizeAboveTwoGigabytes() {
    FrameParser wide = new FrameParser(HeaderFormat.WIDE, 4096);
    assertThat(wide.next(hex("ffffffff")))
        .isEqualTo(new Malformed(Malformed.Problem.OVER_LIMIT, 0xFFFF_FFFFL, 4096));
  }

  @Test
  void acceptsAnEmptyBodyWhenTheSizeExcludesTheHeader() {
    FrameParser bodySize = new FrameParser(HeaderFormat.BODY_SIZE, 4096);
    assertThat(frameOf(bodySize.next(hex("0000 2100"))).frameBytes()).isEqualTo(4);
  }

  @Test
  void rejectsALimitThatTheHeaderCannotExpress() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FrameParser(HeaderFormat.SERVER_CORE, 65_536))
        .withMessage("maxFrameBytes must be 4 to 65535, not 65536");
  }

  private static Frame frameOf(FrameResult result) {
    assertThat(result).isInstanceOf(Frame.class);
    return (Frame) result;
  }

  private static String bodyOf(Frame frame) {
    byte[] body = new byte[frame.bodyBytes()];
    frame.copyBody(body);
    return HexFormat.of().formatHex(body);
  }

  private static ByteBuffer hex(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
  }
}
