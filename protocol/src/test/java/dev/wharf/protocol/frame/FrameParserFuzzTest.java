package dev.wharf.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wharf.protocol.catalog.FieldOrder;
import dev.wharf.protocol.catalog.HeaderFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;

/// For any bytes in any pieces, [FrameParser] must find the same frames as [SimpleFrameReader]. The
/// build searches for violations for a few seconds; change the duration to search longer.
@Tag("fuzz")
class FrameParserFuzzTest {
  private static final HeaderFormat[] FORMATS = {
    HeaderFormat.SERVER_CORE,
    HeaderFormat.BODY_SIZE,
    HeaderFormat.BIG_ENDIAN,
    HeaderFormat.WIDE,
    HeaderFormat.SERVER_CORE.withFieldOrder(FieldOrder.ID_FIRST)
  };

  @FuzzTest(maxDuration = "5s")
  void findsWhatThePlainReaderFinds(FuzzedDataProvider data) {
    HeaderFormat format = data.pickValue(FORMATS);
    int piece = data.consumeInt(1, 64);
    byte[] stream = data.consumeRemainingAsBytes();
    List<String> expected = new SimpleFrameReader(format, 128).read(stream);
    FrameParser parser = new FrameParser(format, 128);
    assertThat(StreamFeeder.feed(parser, stream, left -> piece)).isEqualTo(expected);
  }
}
