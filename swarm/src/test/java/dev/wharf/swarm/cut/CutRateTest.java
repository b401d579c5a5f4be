package dev.wharf.swarm.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CutRateTest {
  @Test
  void readsAShareOfEachSecond() {
    assertThat(CutRate.parse("5%/s").percent()).isEqualTo(5);
    assertThat(CutRate.parse(" 0.25%/s ").percent()).isEqualTo(0.25);
    assertThat(CutRate.parse("100%/s").percent()).isEqualTo(100);
    assertThat(CutRate.parse("0%/s").isZero()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "5%", "5/s", "-1%/s", "five%/s", "", "5%/min", "1e2%/s"})
  void rejectsOtherTexts(String text) {
    assertThatThrownBy(() -> CutRate.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cut must be a share of the connections in each second, such as 5%/s, not '"
                + text
                + "'");
  }

  @Test
  void rejectsMoreThanAllConnections() {
    assertThatThrownBy(() -> CutRate.parse("100.5%/s"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cut must be 0%/s to 100%/s, not 100.5%/s");
    assertThatThrownBy(() -> new CutRate(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }
}
