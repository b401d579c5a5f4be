package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.ServerFigure;
import dev.wharf.swarm.measure.ServerMetrics;
import dev.wharf.swarm.report.Timeline.Flow;
import dev.wharf.swarm.report.Timeline.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The timelines of processes that began together, as one. Its points are at the times of the one
/// that went on for the longest; what the others did in such a time is added: rates and levels are
/// sums, of latencies the largest stay, as points have no histograms.
final class MergedTimeline {
  private MergedTimeline() {}

  /// The server's figures at a time.
  ///
  /// @param at in seconds from the run's start
  record Reading(double at, Map<ServerFigure, Double> figures) {}

  static Timeline of(List<Timeline> parts, List<Reading> readings, ServerMetrics.Answers answers) {
    List<Timeline> inOrder = new ArrayList<>(parts);
    inOrder.sort(Comparator.comparingDouble(MergedTimeline::end).reversed());
    Timeline longest = inOrder.isEmpty() ? Timeline.NONE : inOrder.removeFirst();
    List<Cursor> others = inOrder.stream().map(one -> new Cursor(one.points())).toList();
    List<Point> points = new ArrayList<>();
    double from = 0;
    for (int i = 0; i < longest.points().size(); i++) {
      Point point = longest.points().get(i);
      boolean isLast = i == longest.points().size() - 1;
      double to = isLast ? Double.MAX_VALUE : point.at();
      for (Cursor other : others) {
        point = other.addUpTo(to, point);
      }
      points.add(withFigures(point, latest(readings, from, to)));
      from = to;
    }
    return new Timeline(points, parts.isEmpty() ? List.of() : parts.getFirst().marks(), answers);
  }

  private static double end(Timeline timeline) {
    return timeline.points().isEmpty() ? 0 : timeline.points().getLast().at();
  }

  private static Map<ServerFigure, Double> latest(List<Reading> readings, double from, double to) {
    Map<ServerFigure, Double> latest = Map.of();
    for (Reading reading : readings) {
      if (reading.at() > from && reading.at() <= to) {
        latest = reading.figures();
      }
    }
    return latest;
  }

  /// Goes through the points of one process.
  private static final class Cursor {
    private final List<Point> points;
    private int next;

    Cursor(List<Point> points) {
      this.points = points;
    }

    /// Adds the points whose middle lies before a time and that were not added yet. Where there are
    /// none, those who are there already still are.
    Point addUpTo(double to, Point sum) {
      @Nullable Point all = null;
      while (next < points.size() && middle(points.get(next)) <= to) {
        Point point = points.get(next);
        all = all == null ? point : all.plus(point);
        next++;
      }
      if (all != null) {
        return beside(sum, all);
      }
      return next == 0 ? sum : beside(sum, quiet(points.get(next - 1)));
    }

    private static double middle(Point point) {
      return point.at() - point.seconds() / 2;
    }
  }

  /// A time after this one in which nothing happens.
  private static Point quiet(Point point) {
    return new Point(
        point.at(),
        0,
        point.flows().stream()
            .map(flow -> new Flow(flow.name(), 0, 0, 0, LatencySummary.NONE))
            .toList(),
        LatencySummary.NONE,
        LatencySummary.NONE,
        LatencySummary.NONE,
        point.connected(),
        point.online(),
        point.disconnected(),
        new TreeMap<>(),
        new MachineUse(0, 0, point.use().processors(), 0, 0),
        Map.of());
  }

  /// What two processes did at the same time. The time is that of the first.
  private static Point beside(Point point, Point other) {
    return new Point(
        point.at(),
        point.seconds(),
        flows(point, other),
        point.connect().orWorse(other.connect()),
        point.login().orWorse(other.login()),
        point.lag().orWorse(other.lag()),
        point.connected() + other.connected(),
        point.online() + other.online(),
        point.disconnected() + other.disconnected(),
        Point.sum(point.errors(), other.errors()),
        point.use().beside(other.use()),
        point.server());
  }

  private static List<Flow> flows(Point point, Point other) {
    double scale = point.seconds() == 0 ? 1 : other.seconds() / point.seconds();
    List<Flow> flows = new ArrayList<>();
    for (int i = 0; i < point.flows().size(); i++) {
      Flow one = point.flows().get(i);
      Flow more = other.flows().get(i);
      flows.add(
          new Flow(
              one.name(),
              one.intended() + more.intended() * scale,
              one.sent() + more.sent() * scale,
              one.delivered() + more.delivered() * scale,
              one.latency().orWorse(more.latency())));
    }
    return flows;
  }

  private static Point withFigures(Point point, Map<ServerFigure, Double> figures) {
    return new Point(
        point.at(),
        point.seconds(),
        point.flows(),
        point.connect(),
        point.login(),
        point.lag(),
        point.connected(),
        point.online(),
        point.disconnected(),
        point.errors(),
        point.use(),
        figures);
  }
}
