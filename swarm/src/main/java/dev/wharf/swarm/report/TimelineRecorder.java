package dev.wharf.swarm.report;

import dev.wharf.swarm.report.Timeline.Point;
import java.util.ArrayList;
import java.util.List;

/// Keeps the points of a run, of any length, in bounded memory: when there are too many, neighbours
/// become one, and from then on each point stands for twice the time.
///
/// For one thread at a time.
public final class TimelineRecorder {
  /// An hour at one a second.
  public static final int MOST_POINTS = 3_600;

  private final int mostPoints;
  private List<Point> points = new ArrayList<>();

  /// How many samples a full point has.
  private int samplesEach = 1;

  /// How many samples the last point has.
  private int samplesInLast;

  /// Keeps up to [#MOST_POINTS].
  public TimelineRecorder() {
    this(MOST_POINTS);
  }

  TimelineRecorder(int mostPoints) {
    this.mostPoints = mostPoints;
  }

  /// Adds what happened since the point before.
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

  /// All that was added.
  public List<Point> points() {
    return List.copyOf(points);
  }
}
