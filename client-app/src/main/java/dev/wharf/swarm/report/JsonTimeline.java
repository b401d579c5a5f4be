package dev.wharf.swarm.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.ServerFigure;
import dev.wharf.swarm.measure.ServerMetrics;
import dev.wharf.swarm.report.Timeline.Flow;
import dev.wharf.swarm.report.Timeline.Point;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// A timeline as columns: one array for each figure, all of the same length. Where a figure is not
/// known, there is null.
final class JsonTimeline {
  /// Reasons that have a column of their own; the rarer ones share one.
  static final int MOST_REASONS = 12;

  private static final String OTHERS = "others";
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double DECIMALS = 10;
  private static final double MILLIS = 1e3;

  private final JsonGenerator json;
  private final Timeline timeline;

  private JsonTimeline(JsonGenerator json, Timeline timeline) {
    this.json = json;
    this.timeline = timeline;
  }

  static void write(JsonGenerator json, Timeline timeline) throws IOException {
    json.writeObjectFieldStart("timeline");
    new JsonTimeline(json, timeline).write();
    json.writeEndObject();
  }

  private void write() throws IOException {
    column("at", point -> Math.round(point.at() * MILLIS) / MILLIS);
    writeFlows();
    writeLatency("connect", Point::connect);
    writeLatency("login", Point::login);
    writeLatency("lag", Point::lag);
    column("connected", Point::connected);
    column("online", Point::online);
    column("disconnected", Point::disconnected);
    writeErrors();
    json.writeObjectFieldStart("generator");
    column("cpu_percent", JsonTimeline::cpuPercent);
    column("gc_pause_millis", point -> point.use().gcPauseMillis());
    json.writeEndObject();
    writeServer();
    writePhases();
  }

  private void writeFlows() throws IOException {
    json.writeArrayFieldStart("scenarios");
    int flows = timeline.points().isEmpty() ? 0 : timeline.points().getFirst().flows().size();
    for (int i = 0; i < flows; i++) {
      int index = i;
      Function<Point, Flow> flow = point -> point.flows().get(index);
      json.writeStartObject();
      json.writeStringField("name", flow.apply(timeline.points().getFirst()).name());
      column("intended", point -> flow.apply(point).intended());
      column("sent", point -> flow.apply(point).sent());
      column("delivered", point -> flow.apply(point).delivered());
      writeLatency("latency", point -> flow.apply(point).latency());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeLatency(String name, Function<Point, LatencySummary> latency)
      throws IOException {
    json.writeObjectFieldStart(name);
    micros("p50", latency, LatencySummary::p50);
    micros("p90", latency, LatencySummary::p90);
    micros("p99", latency, LatencySummary::p99);
    micros("p99.9", latency, LatencySummary::p999);
    micros("max", latency, LatencySummary::max);
    json.writeEndObject();
  }

  private void micros(
      String name, Function<Point, LatencySummary> latency, ToDoubleFunction<LatencySummary> nanos)
      throws IOException {
    nullableColumn(
        name,
        point -> {
          LatencySummary summary = latency.apply(point);
          return summary.count() == 0 ? null : nanos.applyAsDouble(summary) / NANOS_PER_MICRO;
        });
  }

  private void writeErrors() throws IOException {
    Map<String, Long> totals = new HashMap<>();
    for (Point point : timeline.points()) {
      point.errors().forEach((reason, count) -> totals.merge(reason, count, Long::sum));
    }
    List<String> frequent =
        totals.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_REASONS)
            .map(Map.Entry::getKey)
            .toList();
    json.writeObjectFieldStart("errors");
    for (String reason : new TreeSet<>(frequent)) {
      column(reason, point -> point.errors().getOrDefault(reason, 0L));
    }
    if (totals.size() > frequent.size()) {
      column(OTHERS, point -> sumOfOthers(point, frequent));
    }
    json.writeEndObject();
  }

  private static long sumOfOthers(Point point, List<String> frequent) {
    return point.errors().entrySet().stream()
        .filter(error -> !frequent.contains(error.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private void writeServer() throws IOException {
    ServerMetrics.Answers answers = timeline.server();
    json.writeObjectFieldStart("server");
    json.writeStringField("url", answers.url());
    json.writeNumberField("asked", answers.asked());
    json.writeNumberField("failed", answers.failed());
    json.writeStringField("last_failure", answers.lastFailure());
    json.writeObjectFieldStart("figures");
    for (ServerFigure figure : ServerFigure.values()) {
      if (timeline.points().stream().anyMatch(point -> point.server().containsKey(figure))) {
        nullableColumn(figure.key(), point -> point.server().get(figure));
      }
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void writePhases() throws IOException {
    json.writeArrayFieldStart("phases");
    for (Timeline.Mark mark : timeline.marks()) {
      json.writeStartObject();
      json.writeStringField("name", mark.name());
      json.writeNumberField("at", Math.round(mark.at() * MILLIS) / MILLIS);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void column(String name, ToDoubleFunction<Point> figure) throws IOException {
    nullableColumn(name, figure::applyAsDouble);
  }

  private void nullableColumn(String name, Function<Point, @Nullable Double> figure)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Point point : timeline.points()) {
      Double value = figure.apply(point);
      if (value == null) {
        json.writeNull();
      } else {
        writeShort(json, value);
      }
    }
    json.writeEndArray();
  }

  /// As short as it can be told: three decimals below 10, and no fraction when it is whole.
  static void writeShort(JsonGenerator json, double value) throws IOException {
    double scale = Math.abs(value) < DECIMALS ? MILLIS : DECIMALS;
    double rounded = Math.round(value * scale) / scale;
    if (rounded == Math.rint(rounded) && Math.abs(rounded) < Long.MAX_VALUE) {
      json.writeNumber((long) rounded);
    } else {
      json.writeNumber(rounded);
    }
  }

  private static double cpuPercent(Point point) {
    return point.use().busyProcessors() / Math.max(1, point.use().processors()) * 100;
  }
}
