package dev.wharf.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({"500ms, 500", "10s, 10000", "0.25s, 250", "1.5m, 90000", "1h, 3600000", "0s, 0"})
  void readsANumberAndAUnit(String text, long millis) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "s",
        "10 s",
        "-1s",
        "+1s",
        "1e3s",
        "1.s",
        ".5s",
        "10S",
        "10sec",
        "1d",
        "1h30m",
        "9999999999s"
      })
  void namesWhatIsNoTime(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'" + text + "' is not a time such as 500ms, 10s or 2m");
  }
}
