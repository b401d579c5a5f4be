package dev.wharf.swarm.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.report.Ending;
import dev.wharf.swarm.report.Metrics;
import dev.wharf.swarm.report.Results;
import dev.wharf.swarm.report.ScenarioResult;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Timeline;
import dev.wharf.swarm.report.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DoubtsTest {
  private static final long MILLI = 1_000_000;
  private static final Set<String> KNOWN = Metrics.names(List.of("echo"), List.of());
  private static final Ending ENDING = Ending.inTime(Duration.ofSeconds(10));

  @Test
  void aGoodRunHasNoDoubts() {
    assertThat(Doubts.of(Results.good(), SummaryTest.judge(Results.good()))).isEmpty();
  }

  /// The p99 of the latency is 7 s, and the p99 of the generator's own lag is 581 ms. The lag is
  /// less than half of the latency, but long enough to be reported.
  @Test
  void aPassOverLongLatenciesAndALateGeneratorIsDoubtful() {
    SwarmResult result = with(581, 7_000, 0, ENDING);
    Verdict verdict = SummaryTest.judge(result);
    assertThat(verdict.isGood()).isTrue();
    assertThat(Doubts.of(result, verdict))
        .containsExactly(
            "the swarm itself sent late: the p99 of its lag is 581 ms",
            "no threshold bounds the latency of echo, whose p99 is 7.00 s");
    assertThat(Summary.lines(result, verdict, List.of()))
        .contains(" doubtful:   the swarm itself sent late: the p99 of its lag is 581 ms")
        .anyMatch(line -> line.startsWith(" PASS  "));
  }

  @Test
  void aLatencyThatAThresholdBoundsIsNoDoubt() {
    SwarmResult result = with(1, 7_000, 0, ENDING);
    for (String bound : List.of("echo.p99 < 10s", "p95 < 10s", "max < 60s")) {
      Verdict verdict = Verdict.of(result, List.of(Threshold.parse(bound, KNOWN)));
      assertThat(Doubts.of(result, verdict)).as(bound).isEmpty();
    }
    Verdict other = Verdict.of(result, List.of(Threshold.parse("login.p99 < 10s", KNOWN)));
    assertThat(Doubts.of(result, other)).hasSize(1);
  }

  @Test
  void aBacklogAndAnEarlyEndAreDoubts() {
    SwarmResult result = with(1, 10, 1_000, new Ending(Duration.ofSeconds(4), "all are gone"));
    assertThat(Doubts.of(result, SummaryTest.judge(result)))
        .containsExactly(
            "the run ended early: all are gone",
            "25 % of what echo delivered came after the sending had ended: the server did not keep"
                + " up");
  }

  private static SwarmResult with(long lagMillis, long p99Millis, long settling, Ending ending) {
    SwarmResult good = Results.good();
    return new SwarmResult(
        new SwarmResult.Run(good.info(), ending),
        good.connections(),
        List.of(
            new ScenarioResult(
                "echo", Duration.ofSeconds(10), Results.ECHO, settling, latency(p99Millis))),
        latency(lagMillis),
        new SwarmResult.Generator(good.use(), ""),
        0,
        good.errors(),
        List.of(),
        Timeline.NONE,
        good.histograms(),
        List.of());
  }

  private static LatencySummary latency(long p99Millis) {
    long p99 = p99Millis * MILLI;
    return new LatencySummary(10, p99, p99, p99, p99, p99, p99, p99, p99, 0);
  }
}
