package dev.wharf.protocol.body;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.wharf.protocol.ParseLimits;
import dev.wharf.protocol.testpackets.Bag;
import org.junit.jupiter.api.Tag;

/// The parser must parse or refuse any body. It may throw no exception other than a refusal, and a
/// parsed message must be within the limits. The build searches for violations for a few seconds;
/// change the duration to search longer.
@Tag("fuzz")
class BodyParserFuzzTest {
  private static final ParseLimits LIMITS = new ParseLimits(4, 20);

  @FuzzTest(maxDuration = "5s")
  void parsesOrRefusesWithinItsLimits(byte[] body) throws Exception {
    ScanOracle.check(body);
    try {
      Bag bag = Bodies.parse(Bag.class, body, LIMITS);
      assertThat(ScanOracle.elementsOf(bag)).isLessThanOrEqualTo(LIMITS.maxElements());
      assertThat(bag.getUnknownFields().asMap()).isEmpty();
    } catch (MalformedBodyException expected) {
      assertThat(expected).hasMessageNotContaining("\n");
    }
  }
}
