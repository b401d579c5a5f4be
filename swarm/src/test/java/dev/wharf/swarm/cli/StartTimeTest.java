package dev.wharf.swarm.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartTimeTest {
  private static final ZonedDateTime NOW = ZonedDateTime.parse("2026-03-01T20:00:00+09:00");

  @ParameterizedTest
  @CsvSource({
    "20:15:00, 2026-03-01T11:15:00Z",
    "20:15, 2026-03-01T11:15:00Z",
    "19:59:59, 2026-03-02T10:59:59Z",
    "2026-03-01T12:00:00Z, 2026-03-01T12:00:00Z",
    "2026-03-01T20:00:01+09:00, 2026-03-01T11:00:01Z",
  })
  void isTheNextTimeOfTheDayOrADate(String text, Instant time) {
    assertThat(StartTime.parse(text, NOW)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "25:00", "2026-03-01", "2026-03-01T20:15:00", "10s"})
  void anyOtherTextIsRejectedByName(String text) {
    assertThatThrownBy(() -> StartTime.parse(text, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'" + text + "' is not a time");
  }

  @Test
  void aTimeInThePastIsRejected() {
    assertThatThrownBy(() -> StartTime.parse("2026-03-01T10:59:59Z", NOW))
        .hasMessage("start-at must be in the future: 2026-03-01T10:59:59Z has passed");
  }
}
