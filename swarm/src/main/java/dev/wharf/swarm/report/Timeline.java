package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.measure.ServerFigure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The course of a run, second by second.
///
/// @param points the points in the order of time: one per second, or one for several seconds in a
///   long run
/// @param marks the times at which phases began or the run was changed
/// @param server the counts of the polls of the server's metrics
public record Timeline(List<Point> points, List<Mark> marks, MetricsPoller.Polls server) {
  /// An empty timeline.
  public static final Timeline NONE = new Timeline(List.of(), List.of(), MetricsPoller.Polls.NONE);

  /// Copies the lists.
  public Timeline {
    points = List.copyOf(points);
    marks = List.copyOf(marks);
    Objects.requireNonNull(server, "server");
  }

  /// The time at which a phase began or the run was changed.
  ///
  /// @param at the time in seconds from the run's start
  public record Mark(String name, double at) {}

  /// The figures of a period of time.
  ///
  /// @param at the end of the period, in seconds from the run's start
  /// @param seconds the length of the period
  /// @param flows the scenarios' figures, in their order
  /// @param connect the times to connect
  /// @param login the times to log in
  /// @param lag the delays with which the generator sent messages
  /// @param connected the clients that had connected by the end of the period
  /// @param online the clients that were logged in at the end of the period
  /// @param disconnected the clients that had lost their connection after the login by the end of
  ///   the period
  /// @param errors the number of errors by reason in this period only
  /// @param use the swarm's use of the machine
  /// @param server the server's own figures that are known
  public record Point(
      double at,
      double seconds,
      @JsonProperty("scenarios") List<Flow> flows,
      LatencySummary connect,
      LatencySummary login,
      LatencySummary lag,
      long connected,
      long online,
      long disconnected,
      SortedMap<String, Long> errors,
      @JsonProperty("generator") MachineUse use,
      Map<ServerFigure, Double> server) {
    /// The point before the first period.
    static final Point NOTHING = ofServer(0, 0, Map.of());

    /// Returns a point with only the server's figures.
    public static Point ofServer(double at, double seconds, Map<ServerFigure, Double> figures) {
      return new Point(
          at,
          seconds,
          List.of(),
          LatencySummary.NONE,
          LatencySummary.NONE,
          LatencySummary.NONE,
          0,
          0,
          0,
          Collections.emptySortedMap(),
          MachineUse.NONE,
          figures);
    }

    /// Combines this period and the next one. Rates and the server's figures are means over both
    /// periods. Of two latencies, the larger one is kept.
    Point plus(Point later) {
      double both = seconds + later.seconds;
      double weight = both == 0 ? 0.5 : seconds / both;
      return new Point(
          later.at,
          both,
          flows(weight, later, 1 - weight),
          connect.orWorse(later.connect),
          login.orWorse(later.login),
          lag.orWorse(later.lag),
          later.connected,
          later.online,
          later.disconnected,
          sum(errors, later.errors),
          use.plus(later.use),
          means(weight, later.server));
    }

    /// Combines the figures of two processes in this period. Rates and levels are added. Of two
    /// latencies, the larger one is kept, because points have no histograms.
    ///
    /// @param other the other process's figures in this period
    /// @param last the other process's latest point up to the end of this period, which has the
    ///   present numbers of its clients
    private Point beside(Point other, Point last) {
      return new Point(
          at,
          seconds,
          flows(1, other, seconds == 0 ? 1 : other.seconds / seconds),
          connect.orWorse(other.connect),
          login.orWorse(other.login),
          lag.orWorse(other.lag),
          connected + last.connected,
          online + last.online,
          disconnected + last.disconnected,
          sum(errors, other.errors),
          use.beside(other.use),
          server.isEmpty() ? other.server : server);
    }

    private List<Flow> flows(double weight, Point other, double otherWeight) {
      if (flows.isEmpty() || other.flows.isEmpty()) {
        return flows.isEmpty() ? other.flows : flows;
      }
      return IntStream.range(0, flows.size())
          .mapToObj(i -> flows.get(i).plus(weight, other.flows.get(i), otherWeight))
          .toList();
    }

    private Map<ServerFigure, Double> means(double weight, Map<ServerFigure, Double> later) {
      Map<ServerFigure, Double> means = new EnumMap<>(ServerFigure.class);
      means.putAll(server);
      later.forEach(
          (figure, value) -> means.merge(figure, value, (a, b) -> a * weight + b * (1 - weight)));
      return Collections.unmodifiableMap(means);
    }

    private double middle() {
      return at - seconds / 2;
    }
  }

  /// The figures of one scenario in a period of time.
  ///
  /// @param intended messages per second that were due
  /// @param sent messages per second that were sent
  /// @param delivered deliveries per second
  /// @param latency the latency of the deliveries
  public record Flow(
      String name, double intended, double sent, double delivered, LatencySummary latency) {
    private Flow plus(double weight, Flow other, double otherWeight) {
      return new Flow(
          name,
          intended * weight + other.intended * otherWeight,
          sent * weight + other.sent * otherWeight,
          delivered * weight + other.delivered * otherWeight,
          latency.orWorse(other.latency));
    }
  }

  /// Returns a copy with half as many points: each point combines two neighbours.
  public Timeline halved() {
    return new Timeline(halves(points), marks, server);
  }

  static List<Point> halves(List<Point> points) {
    List<Point> halves = new ArrayList<>();
    for (int i = 0; i < points.size(); i += 2) {
      Point first = points.get(i);
      halves.add(i + 1 < points.size() ? first.plus(points.get(i + 1)) : first);
    }
    return halves;
  }

  /// Combines the timelines of two processes of a run. The points have the times of the longer
  /// timeline.
  Timeline beside(Timeline other) {
    return new Timeline(
        end() >= other.end() ? pointsWith(other.points) : other.pointsWith(points),
        marks.isEmpty() ? other.marks : marks,
        server.url().isEmpty() ? other.server : server);
  }

  /// Returns a copy with the server's figures of another timeline. The times of the points do not
  /// change.
  Timeline withServer(Timeline figures) {
    return new Timeline(
        points.isEmpty() ? figures.points : pointsWith(figures.points), marks, figures.server);
  }

  private double end() {
    return points.isEmpty() ? 0 : points.getLast().at();
  }

  /// Returns the points of this timeline, to which the points of another process are added. A point
  /// of the other process is added to the point whose period contains its middle; the last point
  /// also gets all later points. A point whose period contains no such middle only gets the numbers
  /// of the other process's clients.
  private List<Point> pointsWith(List<Point> others) {
    List<Point> sums = new ArrayList<>();
    int next = 0;
    for (Point point : points) {
      boolean isLast = sums.size() == points.size() - 1;
      @Nullable Point within = null;
      while (next < others.size() && (isLast || others.get(next).middle() <= point.at())) {
        Point other = others.get(next++);
        within = within == null ? other : within.plus(other);
      }
      sums.add(
          point.beside(
              within == null ? Point.NOTHING : within,
              next == 0 ? Point.NOTHING : others.get(next - 1)));
    }
    return sums;
  }

  /// Adds up two maps of counts, name by name.
  static SortedMap<String, Long> sum(Map<String, Long> some, Map<String, Long> more) {
    SortedMap<String, Long> sum = new TreeMap<>(some);
    more.forEach((name, count) -> sum.merge(name, count, Long::sum));
    return Collections.unmodifiableSortedMap(sum);
  }

  @JsonValue
  JsonNode columns() {
    return TimelineColumns.write(this);
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static Timeline read(JsonNode columns) {
    return TimelineColumns.read(columns);
  }
}
