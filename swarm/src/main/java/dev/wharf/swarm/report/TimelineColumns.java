package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.Rounded;
import dev.wharf.swarm.measure.ServerFigure;
import dev.wharf.swarm.measure.ServerMetrics;
import dev.wharf.swarm.report.Timeline.Mark;
import dev.wharf.swarm.report.Timeline.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A timeline as JSON of columns: one array for each figure, all of the same length. Where a figure
/// is not known, there is null.
///
/// A point becomes a row, which is an object of figures. The columns have the shape of a row, with
/// an array in the place of each number. Text stands for the whole column.
final class TimelineColumns {
  /// Reasons that have a column of their own; the rarer ones share one.
  static final int MOST_REASONS = 12;

  private static final String OTHERS = "others";
  private static final String AT = "at";
  private static final String SERVER = "server";
  private static final String FIGURES = "figures";
  private static final String PHASES = "phases";

  private TimelineColumns() {}

  /// A point, as reports tell it. Its length comes from the point before.
  private record Row(
      double at,
      List<FlowRow> scenarios,
      Times connect,
      Times login,
      Times lag,
      long connected,
      long online,
      long disconnected,
      SortedMap<String, Long> errors,
      Generator generator,
      Map<ServerFigure, Double> server) {
    static Row of(Point point, SortedMap<String, Long> errors) {
      return new Row(
          point.at(),
          point.flows().stream().map(FlowRow::of).toList(),
          Times.of(point.connect()),
          Times.of(point.login()),
          Times.of(point.lag()),
          point.connected(),
          point.online(),
          point.disconnected(),
          errors,
          Generator.of(point.use()),
          point.server());
    }

    private SortedMap<String, Long> happened() {
      SortedMap<String, Long> happened = new TreeMap<>(errors);
      happened.values().removeIf(count -> count == 0);
      return happened;
    }

    Point point(double before) {
      double seconds = at - before;
      return new Point(
          at,
          seconds,
          scenarios.stream().map(FlowRow::flow).toList(),
          connect.summary(),
          login.summary(),
          lag.summary(),
          connected,
          online,
          disconnected,
          happened(),
          generator.use(seconds),
          server);
    }
  }

  private record FlowRow(
      String name, double intended, double sent, double delivered, Times latency) {
    static FlowRow of(Timeline.Flow flow) {
      return new FlowRow(
          flow.name(), flow.intended(), flow.sent(), flow.delivered(), Times.of(flow.latency()));
    }

    Timeline.Flow flow() {
      return new Timeline.Flow(name, intended, sent, delivered, latency.summary());
    }
  }

  /// Latencies in microseconds; null when there were none.
  private record Times(
      @Nullable Double p50,
      @Nullable Double p90,
      @Nullable Double p99,
      @JsonProperty("p99.9") @Nullable Double p999,
      @Nullable Double max) {
    static Times of(LatencySummary latency) {
      return latency.count() == 0
          ? new Times(null, null, null, null, null)
          : new Times(
              latency.p50() / 1e3,
              latency.p90() / 1e3,
              latency.p99() / 1e3,
              latency.p999() / 1e3,
              latency.max() / 1e3);
    }

    /// How many there were is not known: one stands for them.
    LatencySummary summary() {
      return max == null
          ? LatencySummary.NONE
          : new LatencySummary(
              1,
              nanos(p50),
              nanos(p50),
              nanos(p90),
              nanos(p99),
              nanos(p99),
              nanos(p999),
              nanos(max),
              nanos(max),
              0);
    }

    private static long nanos(@Nullable Double micros) {
      return micros == null ? 0 : Math.round(micros * 1e3);
    }
  }

  /// What the swarm took of its machine.
  private record Generator(double cpuPercent, long gcPauseMillis) {
    static Generator of(MachineUse use) {
      return new Generator(
          use.busyProcessors() / Math.max(1, use.processors()) * 100, use.gcPauseMillis());
    }

    /// As if the machine had one processor.
    MachineUse use(double seconds) {
      long nanos = Math.round(seconds * 1e9);
      return new MachineUse(nanos, Math.round(nanos * cpuPercent / 100), 1, 0, gcPauseMillis);
    }
  }

  static ObjectNode write(Timeline timeline) {
    Set<String> reasons = reasons(timeline.points());
    List<JsonNode> rows = new ArrayList<>();
    rows.add(SwarmJson.MAPPER.valueToTree(Row.of(Point.NOTHING, new TreeMap<>())));
    for (Point point : timeline.points()) {
      rows.add(SwarmJson.MAPPER.valueToTree(Row.of(point, errors(point, reasons))));
    }
    ObjectNode columns = (ObjectNode) columns(rows);
    columns.set(AT, exact(timeline.points()));
    ObjectNode server = SwarmJson.MAPPER.valueToTree(timeline.server());
    server.set(FIGURES, columns.get(SERVER));
    columns.set(SERVER, server);
    columns.set(
        PHASES,
        SwarmJson.MAPPER.valueToTree(
            timeline.marks().stream()
                .map(mark -> new Mark(mark.name(), Rounded.to(3, mark.at()).doubleValue()))
                .toList()));
    return columns;
  }

  /// Times to the millisecond: how long a point is comes of two of them.
  private static JsonNode exact(List<Point> points) {
    return SwarmJson.MAPPER.valueToTree(
        points.stream().map(point -> Rounded.to(3, point.at())).toList());
  }

  /// @throws IllegalArgumentException when these are no columns
  static Timeline read(JsonNode json) {
    try {
      ObjectNode columns = ((ObjectNode) json).deepCopy();
      JsonNode server = columns.path(SERVER);
      List<Mark> marks = List.of(SwarmJson.MAPPER.treeToValue(columns.path(PHASES), Mark[].class));
      columns.remove(PHASES);
      columns.set(SERVER, server.path(FIGURES));
      List<Point> points = new ArrayList<>();
      double before = 0;
      for (int i = 0; i < columns.path(AT).size(); i++) {
        Row row = SwarmJson.MAPPER.treeToValue(row(columns, i), Row.class);
        points.add(row.point(before));
        before = row.at();
      }
      return new Timeline(
          points, marks, SwarmJson.MAPPER.treeToValue(server, ServerMetrics.Answers.class));
    } catch (JsonProcessingException | ClassCastException e) {
      throw new IllegalArgumentException("it has a timeline that is none", e);
    }
  }

  /// The most frequent reasons, and one more for all others.
  private static Set<String> reasons(List<Point> points) {
    Map<String, Long> totals = new HashMap<>();
    points.forEach(
        point -> point.errors().forEach((reason, count) -> totals.merge(reason, count, Long::sum)));
    Stream<String> frequent =
        totals.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .limit(MOST_REASONS);
    Stream<String> others = totals.size() > MOST_REASONS ? Stream.of(OTHERS) : Stream.empty();
    return Stream.concat(frequent, others).collect(Collectors.toUnmodifiableSet());
  }

  private static SortedMap<String, Long> errors(Point point, Set<String> reasons) {
    SortedMap<String, Long> errors = new TreeMap<>();
    reasons.forEach(reason -> errors.put(reason, 0L));
    point
        .errors()
        .forEach(
            (reason, count) ->
                errors.merge(reasons.contains(reason) ? reason : OTHERS, count, Long::sum));
    return errors;
  }

  /// @param rows the first of them is for the shape alone
  private static JsonNode columns(List<JsonNode> rows) {
    if (rows.stream().anyMatch(JsonNode::isObject)) {
      ObjectNode columns = SwarmJson.MAPPER.createObjectNode();
      for (String name : names(rows)) {
        columns.set(name, columns(rows.stream().map(row -> row.path(name)).toList()));
      }
      return columns;
    }
    if (rows.stream().anyMatch(JsonNode::isArray)) {
      ArrayNode columns = SwarmJson.MAPPER.createArrayNode();
      for (int i = 0; i < rows.getLast().size(); i++) {
        int index = i;
        columns.add(columns(rows.stream().map(row -> row.path(index)).toList()));
      }
      return columns;
    }
    return rows.stream()
        .filter(JsonNode::isTextual)
        .findFirst()
        .orElseGet(() -> column(rows.subList(1, rows.size())));
  }

  private static Set<String> names(List<JsonNode> rows) {
    Set<String> names = new LinkedHashSet<>();
    rows.forEach(row -> row.fieldNames().forEachRemaining(names::add));
    return names;
  }

  private static JsonNode column(List<JsonNode> rows) {
    ArrayNode column = SwarmJson.MAPPER.createArrayNode();
    for (JsonNode figure : rows) {
      column.addPOJO(figure.isNumber() ? Rounded.shortly(figure.doubleValue()) : null);
    }
    return column;
  }

  private static JsonNode row(JsonNode columns, int index) {
    if (columns.isArray() && !columns.path(0).isObject()) {
      return columns.path(index);
    }
    if (columns.isArray()) {
      ArrayNode row = SwarmJson.MAPPER.createArrayNode();
      columns.forEach(each -> row.add(row(each, index)));
      return row;
    }
    if (columns.isObject()) {
      ObjectNode row = SwarmJson.MAPPER.createObjectNode();
      for (Map.Entry<String, JsonNode> one : columns.properties()) {
        JsonNode figure = row(one.getValue(), index);
        if (!figure.isNull()) {
          row.set(one.getKey(), figure);
        }
      }
      return row;
    }
    return columns;
  }
}
