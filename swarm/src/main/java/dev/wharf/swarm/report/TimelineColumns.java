package dev.wharf.swarm.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wharf.swarm.json.SwarmJson;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.measure.Rounded;
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

/// A timeline as JSON columns: one array for each figure, all of the same length. An unknown value
/// is null.
///
/// The columns have the shape of a point's JSON, with an array instead of each number. A text
/// appears once, and is valid for the whole column.
final class TimelineColumns {
  /// The largest number of error reasons that have their own columns. Rarer reasons share one
  /// column.
  static final int MOST_REASONS = 12;

  private static final String OTHERS = "others";
  private static final String SERVER = "server";
  private static final String FIGURES = "figures";
  private static final String PHASES = "phases";
  private static final String COUNT = "count";
  private static final Set<String> OF_A_LATENCY =
      Set.of(COUNT, "p50", "p90", "p99", "p99.9", "max");

  private TimelineColumns() {}

  static ObjectNode write(Timeline timeline) {
    Set<String> reasons = reasons(timeline.points());
    List<JsonNode> rows = new ArrayList<>();
    rows.add(SwarmJson.MAPPER.valueToTree(Point.NOTHING));
    for (Point point : timeline.points()) {
      ObjectNode row = SwarmJson.MAPPER.valueToTree(point);
      row.set("errors", SwarmJson.MAPPER.valueToTree(errors(point, reasons)));
      rows.add(row);
    }
    ObjectNode columns = (ObjectNode) columns(rows);
    columns.set("at", exact(timeline.points()));
    ObjectNode server = SwarmJson.MAPPER.valueToTree(timeline.server());
    server.set(FIGURES, columns.get(SERVER));
    columns.set(SERVER, server);
    columns.set(PHASES, SwarmJson.MAPPER.valueToTree(timeline.marks()));
    return columns;
  }

  /// Reads a timeline from its columns.
  ///
  /// @throws IllegalArgumentException when the JSON does not have the columns of a timeline
  static Timeline read(JsonNode json) {
    try {
      ObjectNode columns = ((ObjectNode) json).deepCopy();
      JsonNode server = columns.path(SERVER);
      columns.set(SERVER, server.path(FIGURES));
      Mark[] marks = SwarmJson.MAPPER.treeToValue(columns.remove(PHASES), Mark[].class);
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < columns.path("at").size(); i++) {
        points.add(SwarmJson.MAPPER.treeToValue(row(columns, i), Point.class));
      }
      return new Timeline(
          points, List.of(marks), SwarmJson.MAPPER.treeToValue(server, MetricsPoller.Polls.class));
    } catch (JsonProcessingException | RuntimeException e) {
      throw new IllegalArgumentException("it has a timeline that is none", e);
    }
  }

  /// Returns the times of the points, rounded to the millisecond.
  private static JsonNode exact(List<Point> points) {
    return SwarmJson.MAPPER.valueToTree(
        points.stream().map(point -> Rounded.to(3, point.at())).toList());
  }

  /// Returns the most frequent reasons, and one more name for all other reasons.
  private static Set<String> reasons(List<Point> points) {
    Map<String, Long> totals = new HashMap<>();
    points.forEach(
        point -> point.errors().forEach((reason, count) -> totals.merge(reason, count, Long::sum)));
    Set<String> reasons =
        totals.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .limit(MOST_REASONS)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (totals.size() > MOST_REASONS) {
      reasons.add(OTHERS);
    }
    return reasons;
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

  /// Turns the JSON of points into columns.
  ///
  /// @param rows the JSON of the points; the first one only shows which fields there are
  private static JsonNode columns(List<JsonNode> rows) {
    if (rows.stream().anyMatch(JsonNode::isObject)) {
      ObjectNode columns = SwarmJson.MAPPER.createObjectNode();
      Set<String> names = new LinkedHashSet<>();
      rows.forEach(row -> row.fieldNames().forEachRemaining(names::add));
      if (names.contains(COUNT)) {
        names.retainAll(OF_A_LATENCY);
      }
      for (String name : names) {
        columns.set(name, columns(rows.stream().map(row -> figure(row, name)).toList()));
      }
      return columns;
    }
    if (rows.stream().anyMatch(JsonNode::isArray)) {
      ArrayNode columns = SwarmJson.MAPPER.createArrayNode();
      int size = rows.stream().mapToInt(JsonNode::size).max().orElse(0);
      for (int i = 0; i < size; i++) {
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

  /// Returns a field of a row. The percentiles of a latency without values are missing.
  private static JsonNode figure(JsonNode row, String name) {
    boolean isOfNone = row.path(COUNT).asLong(1) == 0 && !name.equals(COUNT);
    return isOfNone ? SwarmJson.MAPPER.missingNode() : row.path(name);
  }

  private static JsonNode column(List<JsonNode> figures) {
    ArrayNode column = SwarmJson.MAPPER.createArrayNode();
    for (JsonNode figure : figures) {
      column.addPOJO(figure.isNumber() ? Rounded.shortly(figure.doubleValue()) : null);
    }
    return column;
  }

  private static JsonNode row(JsonNode columns, int index) {
    if (columns.isArray() && columns.path(0).isValueNode()) {
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
