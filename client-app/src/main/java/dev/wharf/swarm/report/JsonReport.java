package dev.wharf.swarm.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The whole result as JSON. Each field is explained in docs/swarm-report.md.
public final class JsonReport {
  /// Raised when a field changes its meaning, or goes.
  static final int FORMAT = 3;

  /// Those that a [LatencySummary] does not have.
  private static final List<Percentile> MORE_PERCENTILES =
      List.of(Percentile.parse("p95"), Percentile.parse("p99.99"));

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double DECIMALS = 1e6;

  private JsonReport() {}

  /// Writes a report to a file, which is replaced.
  ///
  /// @throws UncheckedIOException when it cannot be written
  public static void write(Path file, Report report) {
    try {
      Files.writeString(file, text(report));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The report as text, with a line end.
  public static String text(Report report) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setPrettyPrinter(new Lines());
      json.writeStartObject();
      writeFigures(json, report);
      writeHistograms(json, report.result(), true);
      JsonTimeline.write(json, report.result().timeline());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  /// The part of the report that the page draws, in one line.
  ///
  /// @param timeline the report's, or one of fewer points
  static String textForPage(Report report, Timeline timeline) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      writeHistograms(json, report.result(), false);
      JsonTimeline.write(json, timeline);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /// Each object's field on a line of its own, arrays of figures in one line.
  private static final class Lines extends DefaultPrettyPrinter {
    private static final long serialVersionUID = 1;

    Lines() {
      indentArraysWith(FixedSpaceIndenter.instance);
    }

    private Lines(Lines other) {
      super(other);
    }

    @Override
    public DefaultPrettyPrinter createInstance() {
      return new Lines(this);
    }
  }

  private static void writeFigures(JsonGenerator json, Report report) throws IOException {
    SwarmResult result = report.result();
    json.writeNumberField("format", FORMAT);
    json.writeStringField("verdict", report.verdict().isGood() ? "pass" : "fail");
    writeChecks(json, report.verdict());
    writeRun(json, result);
    writeEnvironment(json, report.environment());
    writeConnections(json, result);
    json.writeArrayFieldStart("scenarios");
    for (ScenarioResult scenario : result.scenarios()) {
      writeScenario(json, scenario, histogram(result, scenario.name()));
    }
    json.writeEndArray();
    writeLatency(json, "generator_lag", result.lag(), histogram(result, "lag"));
    writeUse(json, result);
    writeProcesses(json, result.processes());
    writeHostile(json, result.hostile());
    json.writeNumberField("failures", result.failures());
    json.writeObjectFieldStart("errors");
    for (Map.Entry<String, Long> error : result.errors().entrySet()) {
      json.writeNumberField(error.getKey(), error.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("doubts");
    for (String one : Doubts.of(result, report.verdict())) {
      json.writeString(one);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("advice");
    for (String one : Advice.of(result)) {
      json.writeString(one);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("notes");
    for (String note : report.notes()) {
      json.writeString(note);
    }
    json.writeEndArray();
  }

  private static void writeEnvironment(JsonGenerator json, RunEnvironment environment)
      throws IOException {
    json.writeObjectFieldStart("environment");
    json.writeStringField("wharf", environment.wharf());
    json.writeStringField("java", environment.java());
    json.writeStringField("os", environment.os());
    json.writeNumberField("processors", environment.processors());
    json.writeStringField("ended_at", environment.endedAt().toString());
    json.writeEndObject();
  }

  /// @param whole also what programs can add up
  private static void writeHistograms(JsonGenerator json, SwarmResult result, boolean whole)
      throws IOException {
    json.writeObjectFieldStart("histograms");
    for (Map.Entry<String, LatencyHistogram> entry : result.histograms().entrySet()) {
      LatencyHistogram histogram = entry.getValue();
      json.writeObjectFieldStart(entry.getKey());
      json.writeArrayFieldStart("percentiles");
      for (LatencyHistogram.Step step : histogram.steps()) {
        json.writeStartArray();
        json.writeNumber(Math.round(step.percentile() * DECIMALS) / DECIMALS);
        JsonTimeline.writeShort(json, step.nanos() / NANOS_PER_MICRO);
        json.writeEndArray();
      }
      json.writeEndArray();
      if (whole) {
        json.writeStringField("hdr", histogram.encoded());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void writeRun(JsonGenerator json, SwarmResult result) throws IOException {
    RunInfo info = result.info();
    json.writeObjectFieldStart("run");
    json.writeStringField("server", info.server());
    json.writeNumberField("clients", info.clients());
    json.writeArrayFieldStart("scenarios");
    for (String name : info.scenarios()) {
      json.writeString(name);
    }
    json.writeEndArray();
    json.writeNumberField("duration_seconds", info.duration().toNanos() / NANOS_PER_SECOND);
    json.writeNumberField("sending_seconds", result.sending().toNanos() / NANOS_PER_SECOND);
    json.writeNumberField("rate", info.rate());
    json.writeNumberField("room_size", info.roomSize());
    json.writeNumberField("payload_bytes", info.payloadBytes());
    json.writeNumberField("workers", info.workers());
    json.writeNumberField("seed", info.seed());
    json.writeBooleanField("complete", result.isComplete());
    json.writeStringField("ended_early", result.ending().whyEarly());
    json.writeEndObject();
  }

  private static LatencyHistogram histogram(SwarmResult result, String name) {
    return result.histograms().getOrDefault(name, LatencyHistogram.NONE);
  }

  private static void writeConnections(JsonGenerator json, SwarmResult result) throws IOException {
    Connections connections = result.connections();
    json.writeObjectFieldStart("connections");
    json.writeNumberField("asked", connections.asked());
    json.writeNumberField("connected", connections.connected());
    json.writeNumberField("connect_failed", connections.connectFailed());
    json.writeNumberField("logged_in", connections.loggedIn());
    json.writeNumberField("login_failed", connections.loginFailed());
    json.writeNumberField("retried", connections.retried());
    json.writeNumberField("disconnected", connections.disconnected());
    writeLatency(json, "connect", connections.connect(), histogram(result, "connect"));
    writeLatency(json, "login", connections.login(), histogram(result, "login"));
    json.writeEndObject();
  }

  private static void writeScenario(
      JsonGenerator json, ScenarioResult scenario, LatencyHistogram histogram) throws IOException {
    Counts counts = scenario.counts();
    json.writeStartObject();
    json.writeStringField("name", scenario.name());
    json.writeNumberField("duration_seconds", scenario.duration().toNanos() / NANOS_PER_SECOND);
    json.writeNumberField("sent", counts.sent());
    json.writeNumberField("not_sent", counts.notSent());
    json.writeNumberField("refused", counts.refused());
    json.writeNumberField("expected", counts.expected());
    json.writeNumberField("delivered", counts.delivered());
    json.writeNumberField("settling", scenario.settling());
    json.writeNumberField("lost", counts.lost());
    json.writeNumberField("duplicated", counts.duplicated());
    json.writeNumberField("out_of_order", counts.outOfOrder());
    json.writeNumberField("corrupted", counts.corrupted());
    json.writeNumberField("gaps", counts.gaps());
    json.writeNumberField("unexpected", counts.unexpected());
    json.writeNumberField("abandoned", counts.abandoned());
    json.writeNumberField("sent_per_second", scenario.sentPerSecond());
    json.writeNumberField("delivered_per_second", scenario.deliveredPerSecond());
    writeLatency(json, "latency", scenario.latency(), histogram);
    json.writeEndObject();
  }

  private static void writeLatency(
      JsonGenerator json, String name, LatencySummary latency, LatencyHistogram histogram)
      throws IOException {
    json.writeObjectFieldStart(name);
    writeLatencyFields(json, latency);
    for (Percentile more : MORE_PERCENTILES) {
      json.writeNumberField(more.name(), histogram.at(more.percent()) / NANOS_PER_MICRO);
    }
    json.writeEndObject();
  }

  private static void writeLatencyFields(JsonGenerator json, LatencySummary latency)
      throws IOException {
    json.writeNumberField("count", latency.count());
    json.writeNumberField("mean", latency.mean() / NANOS_PER_MICRO);
    json.writeNumberField("p50", latency.p50() / NANOS_PER_MICRO);
    json.writeNumberField("p90", latency.p90() / NANOS_PER_MICRO);
    json.writeNumberField("p99", latency.p99() / NANOS_PER_MICRO);
    json.writeNumberField("p99.9", latency.p999() / NANOS_PER_MICRO);
    json.writeNumberField("max", latency.max() / NANOS_PER_MICRO);
    json.writeNumberField("above", latency.above());
  }

  private static void writeUse(JsonGenerator json, SwarmResult result) throws IOException {
    json.writeObjectFieldStart("swarm");
    writeUseFields(json, result.use());
    json.writeStringField("left_over", result.leftOver());
    json.writeEndObject();
  }

  private static void writeUseFields(JsonGenerator json, MachineUse use) throws IOException {
    json.writeNumberField("wall_seconds", use.wallNanos() / NANOS_PER_SECOND);
    json.writeNumberField("cpu_seconds", use.cpuNanos() / NANOS_PER_SECOND);
    json.writeNumberField("processors", use.processors());
    json.writeNumberField("gc_pauses", use.gcPauses());
    json.writeNumberField("gc_pause_millis", use.gcPauseMillis());
  }

  private static void writeProcesses(JsonGenerator json, List<ProcessResult> processes)
      throws IOException {
    json.writeArrayFieldStart("processes");
    for (ProcessResult one : processes) {
      json.writeStartObject();
      json.writeStringField("name", one.name());
      json.writeStringField("machine", one.machine());
      json.writeStringField("fate", one.fate());
      json.writeNumberField("workers", one.workers());
      json.writeNumberField("logged_in", one.loggedIn());
      json.writeNumberField("sent", one.sent());
      json.writeNumberField("delivered", one.delivered());
      json.writeObjectFieldStart("generator_lag");
      writeLatencyFields(json, one.lag());
      json.writeEndObject();
      writeUseFields(json, one.use());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeHostile(JsonGenerator json, List<HostileKindResult> kinds)
      throws IOException {
    json.writeArrayFieldStart("hostile");
    for (HostileKindResult kind : kinds) {
      json.writeStartObject();
      json.writeStringField("kind", kind.kind());
      json.writeNumberField("clients", kind.clients());
      json.writeNumberField("attempts", kind.attempts());
      json.writeNumberField("unpunished", kind.unpunished());
      json.writeNumberField("surprises", kind.surprises());
      json.writeArrayFieldStart("outcomes");
      for (HostileKindResult.Outcome outcome : kind.outcomes()) {
        writeOutcome(json, outcome);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeOutcome(JsonGenerator json, HostileKindResult.Outcome outcome)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("what", outcome.what());
    json.writeNumberField("count", outcome.count());
    json.writeNumberField("p50", outcome.p50() / NANOS_PER_MICRO);
    json.writeNumberField("max", outcome.max() / NANOS_PER_MICRO);
    json.writeEndObject();
  }

  private static void writeChecks(JsonGenerator json, Verdict verdict) throws IOException {
    json.writeArrayFieldStart("thresholds");
    for (Verdict.Check check : verdict.checks()) {
      json.writeStartObject();
      json.writeStringField("threshold", check.threshold().text());
      json.writeStringField("found", check.found());
      json.writeBooleanField("holds", check.holds());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
