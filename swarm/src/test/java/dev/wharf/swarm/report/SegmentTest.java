package dev.wharf.swarm.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentTest {
  @Test
  void isReadAsItIsWritten() {
    assertThat(Segment.parse("2/3")).isEqualTo(new Segment(2, 3)).hasToString("2/3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "2/", "/3", "-1/3", "a/b", "1/2/3", "0/3", "4/3", "1/65", "1/0"})
  void anyOtherTextIsRejected(String text) {
    assertThatThrownBy(() -> Segment.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          4/3   | segment 4/3: the segment's number must be 1 to 3, not 4
          0/3   | segment 0/3: the segment's number must be 1 to 3, not 0
          1/65  | segment 1/65: the number of segments must be 1 to 64, not 65
          1/0   | segment 1/0: the number of segments must be 1 to 64, not 0
          70/65 | segment 70/65: the number of segments must be 1 to 64, not 65
          """)
  void namesTheValueAndTheLimit(String text, String message) {
    assertThatThrownBy(() -> Segment.parse(text)).hasMessage(message);
  }

  @Test
  void theSegmentsAddUpToTheWhole() {
    List<Segment> parts =
        IntStream.rangeClosed(1, 3)
            .mapToObj(number -> new Segment(number, 3))
            .flatMap(one -> IntStream.range(0, 2).mapToObj(i -> one.part(i, 2)))
            .toList();
    assertThat(parts)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 6).mapToObj(number -> new Segment(number, 6)).toList());
  }
}
