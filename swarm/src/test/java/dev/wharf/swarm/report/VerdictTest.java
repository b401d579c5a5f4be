package dev.wharf.swarm.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.wharf.swarm.measure.Counts;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class VerdictTest {
  private static final Set<String> KNOWN = Metrics.names(List.of("echo", "chat"), List.of());

  @Test
  void isGoodWhenNothingWentWrong() {
    Verdict verdict = judge(Results.good());
    assertThat(verdict.broken()).isEmpty();
    assertThat(verdict.isGood()).isTrue();
    assertThat(verdict.checks()).hasSize(14);
  }

  static Stream<Object[]> faults() {
    Counts c = Results.CHAT;
    long n = c.expected();
    return Stream.of(
        new Object[] {"not_sent", new Counts(c.sent(), 1, 0, n, n, 0, 0, 0, 0, 0, 0)},
        new Object[] {"refused", new Counts(c.sent(), 0, 1, n, n, 0, 0, 0, 0, 0, 0)},
        new Object[] {"lost", new Counts(c.sent(), 0, 0, n, n - 1, 0, 0, 0, 0, 0, 0)},
        new Object[] {"duplicated", new Counts(c.sent(), 0, 0, n, n, 1, 0, 0, 0, 0, 0)},
        new Object[] {"out_of_order", new Counts(c.sent(), 0, 0, n, n, 0, 1, 0, 0, 0, 0)},
        new Object[] {"corrupted", new Counts(c.sent(), 0, 0, n, n, 0, 0, 1, 0, 0, 0)},
        new Object[] {"gaps", new Counts(c.sent(), 0, 0, n, n, 0, 0, 0, 1, 0, 0)},
        new Object[] {"unexpected", new Counts(c.sent(), 0, 0, n, n, 0, 0, 0, 0, 1, 0)});
  }

  @ParameterizedTest
  @MethodSource("faults")
  void oneFaultOfOneScenarioBreaksItsBoundAlone(String metric, Counts chat) {
    Verdict verdict = judge(Results.of(Results.ECHO, chat));
    assertThat(verdict.isGood()).isFalse();
    assertThat(verdict.broken())
        .extracting(check -> check.threshold().metric(), Verdict.Check::found)
        .containsExactly(tuple(metric, "1"));
  }

  @Test
  void everythingThatCanGoWrongIsFound() {
    assertThat(judge(Results.bad()).broken().stream().map(check -> check.threshold().metric()))
        .containsExactlyInAnyOrderElementsOf(
            Threshold.withDefaults(List.of()).stream().map(Threshold::metric).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "p50 < 500us, false, 500 us", // the largest of all scenarios'
    "p50 <= 500us, true, 500 us",
    "echo.p50 < 251us, true, 250 us",
    "chat.p99 < 2400us, false, 2.40 ms",
    "p99.9 <= 24ms, true, 24.0 ms",
    "max < 261ms, true, 260 ms",
    "mean < 601us, true, 600 us",
    "p90 < 801us, true, 800 us",
    "sent == 5000, true, '5,000'", // the sum
    "echo.sent == 4000, true, '4,000'",
    "delivered >= 24001, false, '24,000'",
    "chat.rate >= 2000, true, '2,000'",
    "connected == 100, true, 100",
    "logged_in > 100, false, 100",
    "connect.p50 < 1ms, true, 250 us",
    "login.p50 < 1ms, true, 750 us",
    "lag.max < 100ms, false, 130 ms",
  })
  void comparesTheFigureThatIsNamed(String bound, boolean holds, String found) {
    Verdict verdict = judge(Results.good(), bound);
    Verdict.Check check = verdict.checks().getFirst();
    assertThat(check.found()).isEqualTo(found);
    assertThat(check.holds()).isEqualTo(holds);
    assertThat(verdict.isGood()).isEqualTo(holds);
  }

  @Test
  void aMissingFigureKeepsNoBound() {
    Verdict verdict = judge(Results.bad(), "lag.p99 < 1s");
    assertThat(verdict.checks().getFirst().holds()).isFalse();
    assertThat(verdict.checks().getFirst().found()).isEqualTo("nothing was measured");
  }

  private static Verdict judge(SwarmResult result, String... bounds) {
    return Verdict.of(
        result,
        Threshold.withDefaults(
            Arrays.stream(bounds).map(text -> Threshold.parse(text, KNOWN)).toList()));
  }

  /// In the result, the latencies of echo are spread evenly from 1 to 1,000 microseconds. Chat has
  /// no histogram.
  @ParameterizedTest
  @CsvSource({
    "echo.p95 < 951us, true",
    "echo.p95 < 949us, false",
    "p99.99 >= 999us, true",
    "echo.p12.5 <= 126us, true",
    "echo.p12.5 < 124us, false",
  })
  void anyPercentileIsFoundInTheHistogram(String text, boolean holds) {
    Threshold threshold = Threshold.parse(text, KNOWN);
    assertThat(Verdict.of(Results.good(), List.of(threshold)).isGood()).isEqualTo(holds);
  }

  @Test
  void aPercentileWithoutValuesKeepsNoBound() {
    Threshold threshold = Threshold.parse("chat.p95 < 1s", KNOWN);
    assertThat(Verdict.of(Results.good(), List.of(threshold)).broken())
        .singleElement()
        .extracting(Verdict.Check::found)
        .isEqualTo("nothing was measured");
  }
}
