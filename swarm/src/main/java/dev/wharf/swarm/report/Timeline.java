package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.ServerFigure;
import dev.wharf.swarm.measure.ServerMetrics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// A run, second by second.
///
/// @param points in the order of time; one a second, or of several seconds each when the run was
///   long
/// @param marks when each phase began, and when somebody changed the run
/// @param server how asking the server for its own figures went
public record Timeline(List<Point> points, List<Mark> marks, ServerMetrics.Answers server) {
  /// Nothing.
  public static final Timeline NONE =
      new Timeline(List.of(), List.of(), ServerMetrics.Answers.NONE);

  /// Copies the lists.
  public Timeline {
    points = List.copyOf(points);
    marks = List.copyOf(marks);
  }

  /// When a phase began, or a change was made.
  ///
  /// @param at in seconds from the run's start
  public record Mark(String name, double at) {}

  /// What happened in a time.
  ///
  /// @param at its end, in seconds from the run's start
  /// @param seconds how long it is
  /// @param flows what each scenario did, in their order
  /// @param connect how long connecting took
  /// @param login how long the logins took
  /// @param lag how late the generator was
  /// @param connected how many had connected by its end
  /// @param online how many were logged in at its end
  /// @param disconnected how many were lost after the login, by its end
  /// @param errors how many there were of each reason, in this time alone
  /// @param use what the swarm took of the machine
  /// @param server the server's own figures, as far as it told them
  public record Point(
      double at,
      double seconds,
      List<Flow> flows,
      LatencySummary connect,
      LatencySummary login,
      LatencySummary lag,
      long connected,
      long online,
      long disconnected,
      SortedMap<String, Long> errors,
      MachineUse use,
      Map<ServerFigure, Double> server) {
    /// Nothing has happened yet.
    static final Point NOTHING =
        new Point(
            0,
            0,
            List.of(),
            LatencySummary.NONE,
            LatencySummary.NONE,
            LatencySummary.NONE,
            0,
            0,
            0,
            new TreeMap<>(),
            new MachineUse(0, 0, 1, 0, 0),
            Map.of());

    /// Both as one. Rates are those over both times, of latencies the larger ones stay, levels of
    /// the server are means.
    Point plus(Point later) {
      return new Point(
          later.at,
          seconds + later.seconds,
          flows(later),
          connect.orWorse(later.connect),
          login.orWorse(later.login),
          lag.orWorse(later.lag),
          later.connected,
          later.online,
          later.disconnected,
          sum(errors, later.errors),
          use.plus(later.use),
          means(later));
    }

    private List<Flow> flows(Point later) {
      List<Flow> both = new ArrayList<>();
      for (int i = 0; i < flows.size(); i++) {
        both.add(flows.get(i).plus(seconds, later.flows.get(i), later.seconds));
      }
      return List.copyOf(both);
    }

    private Map<ServerFigure, Double> means(Point later) {
      Map<ServerFigure, Double> means = new EnumMap<>(ServerFigure.class);
      means.putAll(server);
      later.server.forEach(
          (figure, value) ->
              means.merge(figure, value, (a, b) -> mean(a, seconds, b, later.seconds)));
      return Collections.unmodifiableMap(means);
    }

    static SortedMap<String, Long> sum(SortedMap<String, Long> some, SortedMap<String, Long> more) {
      SortedMap<String, Long> sum = new TreeMap<>(some);
      more.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
      return Collections.unmodifiableSortedMap(sum);
    }
  }

  /// What one scenario did in a time.
  ///
  /// @param intended messages a second that were to be sent
  /// @param sent messages a second
  /// @param delivered deliveries a second
  /// @param latency of the deliveries
  public record Flow(
      String name, double intended, double sent, double delivered, LatencySummary latency) {
    Flow plus(double seconds, Flow later, double laterSeconds) {
      return new Flow(
          name,
          mean(intended, seconds, later.intended, laterSeconds),
          mean(sent, seconds, later.sent, laterSeconds),
          mean(delivered, seconds, later.delivered, laterSeconds),
          latency.orWorse(later.latency));
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

  private static double mean(double a, double weightOfA, double b, double weightOfB) {
    double weight = weightOfA + weightOfB;
    return weight == 0 ? (a + b) / 2 : (a * weightOfA + b * weightOfB) / weight;
  }
}
