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

/// A run, second by second.
///
/// @param points in the order of time; one a second, or of several seconds each when the run was
///   long
/// @param marks when each phase began, and when the run was changed
/// @param server the counts of the polls of the server's metrics
public record Timeline(List<Point> points, List<Mark> marks, MetricsPoller.Polls server) {
  /// Nothing.
  public static final Timeline NONE = new Timeline(List.of(), List.of(), MetricsPoller.Polls.NONE);

  /// Copies the lists.
  public Timeline {
    points = List.copyOf(points);
    marks = List.copyOf(marks);
    Objects.requireNonNull(server, "server");
  }

  /// When a phase began, or a change was made.
  ///
  /// @param at in seconds from the run's start
  public record Mark(String name, double at) {}

  /// The figures of a period of time.
  ///
  /// @param at its end, in seconds from the run's start
  /// @param seconds how long it is
  /// @param flows the scenarios' figures, in their order
  /// @param connect how long connecting took
  /// @param login how long the logins took
  /// @param lag how late the generator was
  /// @param connected how many had connected by its end
  /// @param online how many were logged in at its end
  /// @param disconnected how many were lost after the login, by its end
  /// @param errors how many there were of each reason, in this time alone
  /// @param use the swarm's use of the machine
  /// @param server the server's own figures, as far as they are known
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
    /// Nothing has happened yet.
    static final Point NOTHING = ofServer(0, 0, Map.of());

    /// The server's figures alone.
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

    /// This period and the next as one. Rates are those over both, latencies the larger ones,
    /// levels of the server the means.
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

    /// The figures of two processes in this period. Rates and levels are sums, latencies the larger
    /// ones, as points have no histograms.
    ///
    /// @param other the other process in that time
    /// @param last the other process at the end of that time
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
  /// @param intended messages a second that were to be sent
  /// @param sent messages a second
  /// @param delivered deliveries a second
  /// @param latency of the deliveries
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

  /// The same run with half as many points: neighbours become one.
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

  /// This and another process of a run as one. The points are at the times of the one that took
  /// longer.
  Timeline beside(Timeline other) {
    return new Timeline(
        end() >= other.end() ? pointsWith(other.points) : other.pointsWith(points),
        marks.isEmpty() ? other.marks : marks,
        server.url().isEmpty() ? other.server : server);
  }

  /// This timeline with the server's figures of another. The times of the points stay.
  Timeline withServer(Timeline figures) {
    return new Timeline(
        points.isEmpty() ? figures.points : pointsWith(figures.points), marks, figures.server);
  }

  private double end() {
    return points.isEmpty() ? 0 : points.getLast().at();
  }

  /// Adds to each point those of another process whose middle lies in its time. A process that has
  /// no such point is still connected.
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

  /// The sums of two maps of counts.
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
