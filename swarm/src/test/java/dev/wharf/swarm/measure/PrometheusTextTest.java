package dev.wharf.swarm.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTextTest {
  private static final String TOTAL = "closes_total";
  private static final String RESETS = "closes_total{reason=\"RESET\"}";

  @Test
  void sumsSamplesOverALabelOrSelectsOneValue() {
    assertThat(
            sums(
                """
                # HELP closes_total Sessions that ended.
                # TYPE closes_total counter
                closes_total{reason="RESET",side="a"} 2
                closes_total{side="b", reason="RESET"} 3.5 1700000000000
                closes_total{reason="IDLE",} 1e2
                closes_total_created{reason="RESET"} 99
                other_total 7
                """))
        .contains(Map.entry(TOTAL, 105.5), Map.entry(RESETS, 5.5));
  }

  @Test
  void readsNamesWithoutLabels() {
    assertThat(sums("closes_total 4\n")).containsOnly(Map.entry(TOTAL, 4.0));
    assertThat(sums("closes_total\t4\r\n")).containsOnly(Map.entry(TOTAL, 4.0));
  }

  @Test
  void aLabelsTextMayHoldBracesQuotesAndBlanks() {
    assertThat(sums("closes_total{reason=\"a } b \\\" {c\",x=\"1\"} 4")).containsEntry(TOTAL, 4.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "closes_total",
        "closes_total{",
        "closes_total{reason=\"RESET} 1",
        "closes_total NaN",
        "closes_total +Inf",
        "closes_total one",
        " closes_total 1",
        "closes_total{reason=\"x\"}1",
        "closes_total 1 2 3",
        "<html>closes_total 1</html>",
        "{\"closes_total\": 1}",
        "\u0000\u0001"
      })
  void passesOverWhatItCannotRead(String line) {
    assertThat(sums(line)).isEmpty();
    assertThat(sums(line + "\ncloses_total 2\n")).containsOnly(Map.entry(TOTAL, 2.0));
  }

  /// Reads lines that would take very long to match if the pattern backtracked.
  @Test
  void skipsLinesThatAreTooLongAndIsFastOnOddOnes() {
    String label = "a=\"" + "\\\"".repeat(900) + "\",";
    String odd = "closes_total{" + label.repeat(2) + "x 1\n";
    String tooLong = "closes_total{reason=\"" + "x".repeat(PrometheusText.LONGEST_LINE) + "\"} 1\n";
    assertThat(sums(odd.repeat(1_000) + tooLong + "closes_total 2"))
        .containsOnly(Map.entry(TOTAL, 2.0));
  }

  private static Map<String, Double> sums(String text) {
    return PrometheusText.sums(text);
  }
}
