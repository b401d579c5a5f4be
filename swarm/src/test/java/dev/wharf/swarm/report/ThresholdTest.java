package dev.wharf.swarm.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.report.Threshold.Relation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdTest {
  private static final Set<String> KNOWN = Metrics.names(List.of("echo", "chat"), List.of());

  @ParameterizedTest
  @CsvSource({
    "lost == 0, lost, EQUAL, 0",
    "lost==0, lost, EQUAL, 0",
    "'  echo.sent   >=  1000 ', echo.sent, AT_LEAST, 1000",
    "chat.rate > 99.5, chat.rate, MORE, 99.5",
    "connected != 7, connected, NOT_EQUAL, 7",
    "disconnected <= 3, disconnected, AT_MOST, 3",
    "p99 < 50ms, p99, LESS, 50e6",
    "p99.9 < 50 us, p99.9, LESS, 50e3",
    "echo.p99.9<=1.5s, echo.p99.9, AT_MOST, 1.5e9",
    "echo.p95 < 50ms, echo.p95, LESS, 50e6",
    "p99.99 <= 1s, p99.99, AT_MOST, 1e9",
    "login.p75 < 2s, login.p75, LESS, 2e9",
    "lag.p100 < 2s, lag.p100, LESS, 2e9",
    "connect.max < 2s, connect.max, LESS, 2e9",
    "lag.mean < 1ms, lag.mean, LESS, 1e6",
  })
  void readsMetricRelationAndLimit(String text, String metric, Relation relation, double limit) {
    assertThat(Threshold.parse(text, KNOWN))
        .isEqualTo(new Threshold(metric, relation, limit, text.strip()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "lost",
        "lost ==",
        "== 0",
        "lost = 0",
        "lost => 0",
        "lost == x",
        "lost == -1",
        "lost == 1e3",
        "LOST == 0",
        "p99 < 50min",
        "p99 < 50 m s",
        "lost == 0 and sent > 1",
        "lost == 0; sent > 1",
        "lost == 1."
      })
  void namesWhatDoesNotParse(String text) {
    assertThatThrownBy(() -> Threshold.parse(text, KNOWN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "threshold '" + text + "' is not of the form METRIC < NUMBER, such as 'p99 < 50ms'");
  }

  @ParameterizedTest
  @CsvSource({
    "losst == 0, losst",
    "dance.p99 < 1ms, dance.p99",
    "dance.p95 < 1ms, dance.p95",
    "echo.p0 < 1ms, echo.p0",
    "echo.p101 < 1ms, echo.p101",
    "echo.p999 < 1ms, echo.p999",
    "echo.lost.p95 < 1ms, echo.lost.p95",
    "echo.connected > 1, echo.connected"
  })
  void namesAMetricThatThereIsNot(String text, String metric) {
    assertThatThrownBy(() -> Threshold.parse(text, KNOWN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "threshold '" + text + "': there is no metric '" + metric + "'; --help lists them");
  }

  @Test
  void aTimeNeedsAUnitAndACountMustHaveNone() {
    assertThatThrownBy(() -> Threshold.parse("echo.p99 < 50", KNOWN))
        .hasMessage("threshold 'echo.p99 < 50': a time needs a unit: us, ms or s");
    assertThatThrownBy(() -> Threshold.parse("echo.p95 < 50", KNOWN))
        .hasMessage("threshold 'echo.p95 < 50': a time needs a unit: us, ms or s");
    assertThatThrownBy(() -> Threshold.parse("lost == 0ms", KNOWN))
        .hasMessage("threshold 'lost == 0ms': lost is a number, without a unit");
  }

  @ParameterizedTest
  @CsvSource({
    "LESS, true, false, false",
    "AT_MOST, true, true, false",
    "MORE, false, false, true",
    "AT_LEAST, false, true, true",
    "EQUAL, false, true, false",
    "NOT_EQUAL, true, false, true",
  })
  void relationsHoldForSmallerSameAndLarger(
      Relation relation, boolean smaller, boolean same, boolean larger) {
    assertThat(relation.holds(4, 5)).isEqualTo(smaller);
    assertThat(relation.holds(5, 5)).isEqualTo(same);
    assertThat(relation.holds(6, 5)).isEqualTo(larger);
  }

  @Test
  void aGivenThresholdReplacesOnlyItsDefault() {
    Threshold asked = Threshold.parse("lost <= 5", KNOWN);
    List<Threshold> all = Threshold.withDefaults(List.of(asked));
    assertThat(all).startsWith(asked).hasSize(14);
    assertThat(all).filteredOn(one -> one.metric().equals("lost")).containsExactly(asked);
    assertThat(Threshold.withDefaults(List.of(Threshold.parse("echo.lost <= 5", KNOWN))))
        .as("another metric does not replace the default")
        .hasSize(15);
  }

  @Test
  void theDefaultsCoverEveryFault() {
    assertThat(Threshold.withDefaults(List.of()).stream().map(Threshold::text))
        .containsExactlyInAnyOrder(
            "connect.failed == 0",
            "login.failed == 0",
            "disconnected == 0",
            "not_sent == 0",
            "refused == 0",
            "lost == 0",
            "duplicated == 0",
            "out_of_order == 0",
            "corrupted == 0",
            "gaps == 0",
            "unexpected == 0",
            "failures == 0",
            "left_over == 0",
            "stopped == 0");
  }

  @Test
  void aWholeRunThatSentNothingDoesNotPass() {
    SwarmResult silent = Results.of(Results.ECHO, new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    List<Threshold> bounds = Threshold.withSending(Threshold.withDefaults(List.of()), silent);
    assertThat(Verdict.of(silent, bounds).broken())
        .extracting(check -> check.threshold().text())
        .containsExactly("chat.sent > 0");
    List<Threshold> lax = List.of(Threshold.parse("chat.sent >= 0", KNOWN));
    assertThat(Threshold.withSending(lax, silent))
        .extracting(Threshold::text)
        .containsExactly("chat.sent >= 0", "echo.sent > 0");
    assertThat(Threshold.withSending(lax, Results.bad()))
        .as("a run that was stopped")
        .isEqualTo(lax);
  }

  @Test
  void everyDefaultIsAMetric() {
    assertThat(KNOWN)
        .containsAll(Threshold.withDefaults(List.of()).stream().map(Threshold::metric).toList());
  }
}
