package dev.wharf.swarm.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.report.Results;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnLimitTest {
  private static final long MILLI = 1_000_000;
  private static final MachineUse IDLE = use(1_000, 0);

  /// The lag is compared with the scenarios' p99 latencies in [Results].
  @Test
  void reportsALagThatIsMuchOfTheMeasuredLatency() {
    assertThat(reasons(2 * MILLI, IDLE))
        .containsExactly(
            "its own lag: p99 2.00 ms of 1.20 ms in echo",
            "its own lag: p99 2.00 ms of 2.40 ms in chat");
    assertThat(reasons(2 * MILLI - 1, IDLE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"35_900, 0, false", "36_000, 0, true", "0, 499, false", "0, 500, true"})
  void aBusyProcessorAndALongPauseAreTold(String cpu, long gc, boolean isLimit) {
    // The run took ten seconds, with two workers and two sending threads on four processors.
    assertThat(reasons(0, use(Long.parseLong(cpu.replace("_", "")), gc)).isEmpty())
        .isEqualTo(!isLimit);
  }

  @Test
  void theSummaryShowsTheLimitOnlyWhenItIsReached() {
    Verdict verdict = new Verdict(List.of());
    SwarmResult limited = with(0, use(39_000, 0));
    assertThat(Summary.lines(limited, verdict, List.of()))
        .anyMatch(
            line ->
                line.startsWith(" doubtful:   the swarm, not the server, was the limit: it took"));
    assertThat(Summary.lines(with(0, IDLE), verdict, List.of()))
        .noneMatch(line -> line.contains("limit"));
  }

  private static List<String> reasons(long lag, MachineUse use) {
    return OwnLimit.reasons(with(lag, use));
  }

  private static MachineUse use(long cpuMillis, long gcMillis) {
    return new MachineUse(10_000 * MILLI, cpuMillis * MILLI, 4, 1, gcMillis);
  }

  private static SwarmResult with(long lag, MachineUse use) {
    SwarmResult good = Results.good();
    return new SwarmResult(
        good.run(),
        good.connections(),
        good.scenarios(),
        new LatencySummary(10, lag, lag, lag, lag, lag, lag, lag, lag, 0),
        new SwarmResult.Generator(use, good.leftOver()),
        good.failures(),
        good.errors(),
        good.hostile(),
        good.timeline(),
        good.histograms(),
        List.of());
  }
}
