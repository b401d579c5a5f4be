package dev.wharf.swarm.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.ServerMetrics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MergedResultTest {
  @Test
  void ratesAreOverTheLongestTimeThatAProcessSent() {
    MergedResult merged = new MergedResult(Results.good().info());
    merged.add(process("process 1"), stoppedAfter(4, 100));
    merged.add(process("process 2"), stoppedAfter(5, 300));
    SwarmResult result = merged.result(ServerMetrics.Answers.NONE);
    assertThat(result.sending()).isEqualTo(Duration.ofSeconds(5));
    assertThat(result.ending().whyEarly()).isEqualTo(Ending.STOPPED);
    ScenarioResult echo = result.scenarios().getFirst();
    assertThat(echo.duration()).isEqualTo(Duration.ofSeconds(5));
    assertThat(echo.settling()).isEqualTo(400);
    assertThat(echo.sentPerSecond()).isEqualTo(8_000 / 5.0);
    assertThat(echo.deliveredPerSecond()).isEqualTo((8_000 - 400) / 5.0);
  }

  private static SwarmResult stoppedAfter(int seconds, long settling) {
    SwarmResult good = Results.good();
    Duration time = Duration.ofSeconds(seconds);
    return new SwarmResult(
        good.info(),
        good.connections(),
        List.of(new ScenarioResult("echo", time, Results.ECHO, settling, LatencySummary.NONE)),
        good.lag(),
        good.use(),
        0,
        new TreeMap<>(),
        "",
        new Ending(time, Ending.STOPPED),
        List.of(),
        Timeline.NONE,
        Map.of());
  }

  private static ProcessResult process(String name) {
    return new ProcessResult(
        name, "here", "", 2, 100, 4_000, 4_000, LatencySummary.NONE, new MachineUse(1, 1, 1, 0, 0));
  }
}
