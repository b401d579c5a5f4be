package dev.wharf.swarm.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.ServerFigure;
import dev.wharf.swarm.report.Timeline.Flow;
import dev.wharf.swarm.report.Timeline.Point;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimelineRecorderTest {
  private final TimelineRecorder recorder = new TimelineRecorder(8);

  @Test
  void keepsAPointASecondWhileThereIsRoom() {
    add(8);
    assertThat(recorder.points())
        .extracting(Point::at)
        .containsExactly(1., 2., 3., 4., 5., 6., 7., 8.);
    assertThat(recorder.points()).allMatch(point -> point.seconds() == 1);
  }

  @Test
  void mergesNeighboursWhenThereIsNone() {
    add(9);
    assertThat(recorder.points()).extracting(Point::at).containsExactly(2., 4., 6., 8., 9.);
    assertThat(recorder.points()).extracting(Point::seconds).containsExactly(2., 2., 2., 2., 1.);
  }

  /// Records a day of 86,400 seconds. The points must stay few, cover equal times, and lose no
  /// seconds.
  @Test
  void staysBoundedHoweverLongItRuns() {
    TimelineRecorder real = new TimelineRecorder();
    for (int second = 1; second <= 86_400; second++) {
      real.add(Results.point(second, 1, 1, second % 1_000 == 0 ? Map.of("x", 1L) : Map.of()));
      if (second <= 3 * TimelineRecorder.MOST_POINTS || second % 100 == 0) { // each call copies all
        assertThat(real.points().size()).isLessThanOrEqualTo(TimelineRecorder.MOST_POINTS);
      }
    }
    List<Point> points = real.points();
    assertThat(points.size()).isGreaterThanOrEqualTo(TimelineRecorder.MOST_POINTS / 2);
    assertThat(points.subList(0, points.size() - 1)).allMatch(point -> point.seconds() == 32);
    assertThat(points.stream().mapToDouble(Point::seconds).sum()).isEqualTo(86_400);
    assertThat(points.stream().mapToLong(point -> point.errors().getOrDefault("x", 0L)).sum())
        .isEqualTo(86);
    assertThat(points.getLast().at()).isEqualTo(86_400);
  }

  @Test
  void aMergedPointHasMeanRatesTheWorstPercentilesAndAllErrors() {
    Point both =
        Results.point(1, 100, 3, Map.of("a", 1L))
            .plus(Results.point(2, 300, 9, Map.of("a", 2L, "b", 5L)));
    Flow echo = both.flows().getFirst();
    assertThat(echo.sent()).isEqualTo(200);
    assertThat(echo.delivered()).isEqualTo(200);
    assertThat(echo.latency().p99()).isEqualTo(9_000);
    assertThat(echo.latency().count()).isEqualTo(20);
    assertThat(both.flows().get(1).latency()).isEqualTo(LatencySummary.NONE);
    assertThat(both.errors()).containsExactly(Map.entry("a", 3L), Map.entry("b", 5L));
    assertThat(both.use().cpuNanos()).isEqualTo(1_000_000_000);
    assertThat(both.server()).containsEntry(ServerFigure.SESSIONS, 7.5);
  }

  @Test
  void longerTimesWeighMore() {
    Point three =
        Results.point(1, 100, 1, Map.of())
            .plus(Results.point(2, 100, 1, Map.of()))
            .plus(Results.point(3, 400, 1, Map.of()));
    assertThat(three.seconds()).isEqualTo(3);
    assertThat(three.flows().getFirst().sent()).isCloseTo(200, within(1e-6));
  }

  private void add(int seconds) {
    IntStream.rangeClosed(1, seconds)
        .forEach(second -> recorder.add(Results.point(second, 1, 1, Map.of())));
  }
}
