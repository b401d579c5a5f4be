package dev.wharf.swarm.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.measure.ServerFigure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SwarmResultTest {
  @Test
  void ratesAreOverTheLongestTimeThatAProcessSent() {
    SwarmResult result =
        SwarmResult.none(Results.good().info(), Ending.inTime(Duration.ZERO), Timeline.NONE)
            .plus("process 1", "here", stoppedAfter(4, 100))
            .plus("process 2", "here", stoppedAfter(5, 300));
    assertThat(result.sending()).isEqualTo(Duration.ofSeconds(5));
    assertThat(result.ending().whyEarly()).isEqualTo(Ending.STOPPED);
    ScenarioResult echo = result.scenarios().getFirst();
    assertThat(echo.duration()).isEqualTo(Duration.ofSeconds(5));
    assertThat(echo.settling()).isEqualTo(400);
    assertThat(echo.sentPerSecond()).isEqualTo(8_000 / 5.0);
    assertThat(echo.deliveredPerSecond()).isEqualTo((8_000 - 400) / 5.0);
  }

  @Test
  void aLostProcessOfASegmentCountsOnce() {
    SwarmResult whole =
        SwarmResult.none(Results.good().info(), Ending.inTime(Duration.ZERO), Timeline.NONE)
            .plus("segment 1/2", "there", Results.ofProcesses());
    assertThat(whole.processes()).filteredOn(ProcessResult::isLost).hasSize(1);
    assertThat(whole.errors()).isEqualTo(Results.ofProcesses().errors()).hasSize(1);
  }

  /// The timeline of the parent process has only the server's figures, and its points have other
  /// times than the points of the child processes.
  @Test
  void theServersFiguresLeaveTheTimelineOfTheProcessesAsItIs() {
    List<Timeline.Point> figures =
        IntStream.rangeClosed(1, 5)
            .mapToObj(i -> Timeline.Point.ofServer(i * 0.7, 0.7, Map.of(ServerFigure.SESSIONS, 2.)))
            .toList();
    Timeline timeline =
        SwarmResult.none(Results.good().info(), Ending.inTime(Duration.ZERO), Timeline.NONE)
            .plus("process 1", "here", Results.good())
            .withServer(new Timeline(figures, List.of(), MetricsPoller.Polls.NONE))
            .timeline();
    assertThat(timeline.points())
        .extracting(Timeline.Point::at, point -> point.flows().getFirst().sent())
        .containsExactly(tuple(1., 100.), tuple(2., 300.), tuple(3., 200.));
  }

  private static SwarmResult stoppedAfter(int seconds, long settling) {
    SwarmResult good = Results.good();
    Duration time = Duration.ofSeconds(seconds);
    return new SwarmResult(
        new SwarmResult.Run(good.info(), new Ending(time, Ending.STOPPED)),
        good.connections(),
        List.of(new ScenarioResult("echo", time, Results.ECHO, settling, LatencySummary.NONE)),
        good.lag(),
        new SwarmResult.Generator(good.use(), ""),
        0,
        new TreeMap<>(),
        List.of(),
        Timeline.NONE,
        Map.of(),
        List.of());
  }
}
