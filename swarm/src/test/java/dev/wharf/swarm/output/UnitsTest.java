package dev.wharf.swarm.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.swarm.report.Results;
import dev.wharf.swarm.report.Units;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tests [Units] in several locales. No other test runs at the same time, because the locale
/// belongs to the whole process.
@Isolated
class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0.00 us",
    "1, 0.00 us",
    "1234, 1.23 us",
    "9994, 9.99 us",
    "9996, 10.0 us",
    "99940, 99.9 us",
    "99960, 100 us",
    "123456, 123 us",
    "999499, 999 us",
    "1000000, 1.00 ms",
    "45678901, 45.7 ms",
    "999000000, 999 ms",
    "1000000000, 1.00 s",
    "300000000000, 300 s",
  })
  void timesHaveThreeDigitsAndAUnit(long nanos, String text) {
    assertThat(Units.time(nanos)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"999500, 1.00 ms", "999999, 1.00 ms", "999500000, 1.00 s", "999999999, 1.00 s"})
  void roundsUpIntoTheNextUnit(long nanos, String text) {
    assertThat(Units.time(nanos)).isEqualTo(text);
  }

  @Test
  void wholeHoursAreNoThousandsOfSeconds() {
    assertThat(Units.seconds(Duration.ofSeconds(12), Duration.ofHours(24)))
        .isEqualTo("12.0 s of 24 h");
    assertThat(Units.seconds(Duration.ofSeconds(3601))).isEqualTo("3601.0 s");
    assertThat(Units.seconds(Duration.ZERO)).isEqualTo("0.0 s");
  }

  @Test
  void numbersAreTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Units.count(1_234_567)).isEqualTo("1,234,567");
      assertThat(Units.seconds(Duration.ofMillis(1_250))).isEqualTo("1.3 s");
      assertThat(Units.time(1_234)).isEqualTo("1.23 us");
      assertThat(
              String.join(
                  "\n",
                  Summary.lines(Results.good(), SummaryTest.judge(Results.good()), List.of())))
          .contains("(0.40 of 4 processors)");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aTablePadsItsColumnsAndLeavesNoSpacesAtTheEnd() {
    assertThat(
            new TextTable()
                .row("name", "a", "long one")
                .row("x", "12,345")
                .row("", "", "7")
                .lines())
        .containsExactly(
            " name       a  long one", //
            " x     12,345",
            "                      7");
    assertThat(new TextTable().lines()).isEmpty();
  }
}
