package dev.wharf.swarm.report;

import dev.wharf.swarm.report.Timeline.Point;
import java.util.ArrayList;
import java.util.List;

/// Keeps the points of a run of any length in bounded memory. When there are too many points, each
/// pair of neighbours becomes one point. After that, each point covers twice the time.
///
/// Only one thread may use it at a time.
public final class TimelineRecorder {
  /// The largest number of points: one hour at one point per second.
  public static final int MOST_POINTS = 3_600;

  private final int mostPoints;
  private List<Point> points = new ArrayList<>();

  /// The number of samples in a complete point.
  private int samplesEach = 1;

  /// The number of samples in the last point.
  private int samplesInLast;

  /// Creates a recorder for up to [#MOST_POINTS] points.
  public TimelineRecorder() {
    this(MOST_POINTS);
  }

  TimelineRecorder(int mostPoints) {
    this.mostPoints = mostPoints;
  }

  /// Adds the figures of the period since the last call.
  public void add(Point point) {
    if (!points.isEmpty() && samplesInLast < samplesEach) {
      points.add(points.removeLast().plus(point));
      samplesInLast++;
      return;
    }
    if (points.size() == mostPoints) {
      points = Timeline.halves(points);
      samplesEach *= 2;
      samplesInLast = samplesEach;
    }
    points.add(point);
    samplesInLast = 1;
  }

  /// Returns the points of all added figures.
  public List<Point> points() {
    return List.copyOf(points);
  }
}
