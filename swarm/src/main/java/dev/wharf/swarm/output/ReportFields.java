package dev.wharf.swarm.output;

import com.fasterxml.jackson.core.type.TypeReference;
import com.samskivert.mustache.Mustache;
import dev.wharf.swarm.json.SwarmJson;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.Rounded;
import dev.wharf.swarm.report.Connections;
import dev.wharf.swarm.report.Metrics;
import dev.wharf.swarm.report.ProcessResult;
import dev.wharf.swarm.report.RunInfo;
import dev.wharf.swarm.report.ScenarioResult;
import dev.wharf.swarm.report.Segment;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Units;
import dev.wharf.swarm.report.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The fields of a report for its templates, `report.html` and `summary.txt`: the fields of the
/// report's JSON, and some that this class computes.
final class ReportFields {
  private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

  private ReportFields() {}

  static Map<String, Object> of(Report report) {
    SwarmResult result = report.result();
    Map<String, Object> fields = map(report);
    putVerdict(report.verdict(), fields);
    putTexts(result, fields);
    putCounts(result, fields);
    fields.put("refusals", List.copyOf(result.connections().resumes().refused().entrySet()));
    fields.put("counters", List.copyOf(result.counters().entrySet()));
    fields.put("latencies", map(result.latencies()).entrySet());
    fields.put("errors", List.copyOf(result.errors().entrySet()));
    fields.put("server", map(result.timeline().server()));
    fields.put("processes", result.processes().stream().map(ReportFields::process).toList());
    return fields;
  }

  /// Adds the fields about the thresholds. The page folds the thresholds on hostile clients that
  /// were met, because there are three for each kind.
  private static void putVerdict(Verdict verdict, Map<String, Object> fields) {
    Predicate<Verdict.Check> isHostile = check -> Metrics.isHostile(check.threshold().metric());
    Predicate<Verdict.Check> isFolded = isHostile.and(Verdict.Check::holds);
    List<Verdict.Check> folded = verdict.checks().stream().filter(isFolded).toList();
    fields.put("isGood", verdict.isGood());
    fields.put("bounds", verdict.checks().size());
    fields.put("brokenBounds", verdict.broken().size());
    fields.put("broken", maps(verdict.broken().stream()));
    fields.put(
        "shown", Map.of("checks", maps(verdict.checks().stream().filter(isFolded.negate()))));
    fields.put("kept", folded.size());
    fields.put("hostileBounds", verdict.checks().stream().filter(isHostile).count());
    fields.put("folded", folded.isEmpty() ? "" : Map.of("checks", maps(folded.stream())));
  }

  private static void putTexts(SwarmResult result, Map<String, Object> fields) {
    RunInfo info = result.info();
    MachineUse use = result.use();
    String sending = Units.seconds(result.sending(), info.duration());
    fields.put("subject", String.join(" then ", info.scenarios()) + ", " + sending);
    fields.put("sending", sending);
    fields.put("rate", info.rate() == 0 ? "" : String.valueOf(Rounded.to(3, info.rate())));
    fields.put("seed", String.valueOf(info.seed()));
    fields.put("isSegment", !info.segment().equals(Segment.WHOLE));
    fields.put("cpu", Units.seconds(Duration.ofNanos(use.cpuNanos())));
    fields.put("wall", Units.seconds(Duration.ofNanos(use.wallNanos())));
    fields.put("busy", busy(use));
    fields.put("longest", Units.seconds(LatencyRecorder.LONGEST));
  }

  private static void putCounts(SwarmResult result, Map<String, Object> fields) {
    ScenarioResult total = result.total();
    Counts all = total.counts();
    Connections connections = result.connections();
    Stream<ScenarioResult> sum = Stream.of(total).filter(_ -> result.scenarios().size() > 1);
    fields.put("total", map(total));
    fields.put("scenarios", result.scenarios().stream().map(ReportFields::scenario).toList());
    fields.put("accounted", maps(Stream.concat(result.scenarios().stream(), sum)));
    fields.put("isSpotless", all.isSpotless());
    fields.put("faulty", all.duplicated() + all.outOfOrder() + all.corrupted());
    fields.put(
        "rareFaults",
        all.notSent() + all.refused() + all.gaps() + all.unexpected() + all.abandoned());
    fields.put("failedClients", connections.connectFailed() + connections.loginFailed());
  }

  private static Map<String, Object> scenario(ScenarioResult scenario) {
    Map<String, Object> fields = map(scenario);
    fields.put("sent_per_second", Math.round(scenario.sentPerSecond()));
    fields.put("delivered_per_second", Math.round(scenario.deliveredPerSecond()));
    return fields;
  }

  private static Map<String, Object> process(ProcessResult process) {
    Map<String, Object> fields = map(process);
    fields.put("busy", busy(process.use()));
    fields.put("cpu", Units.seconds(Duration.ofNanos(process.use().cpuNanos())));
    return fields;
  }

  private static String busy(MachineUse use) {
    return String.format(Locale.ROOT, "%.2f of %d", use.busyProcessors(), use.processors());
  }

  private static List<Map<String, Object>> maps(Stream<?> records) {
    return records.map(ReportFields::map).toList();
  }

  private static Map<String, Object> map(Object record) {
    return SwarmJson.MAPPER.convertValue(record, FIELDS);
  }

  /// Returns a compiler for templates. A compiled template shows whole numbers as counts, and other
  /// numbers as times in microseconds.
  static Mustache.Compiler templates() {
    return Mustache.compiler()
        .emptyStringIsFalse(true)
        .zeroIsFalse(true)
        .withFormatter(ReportFields::text)
        .withLoader(name -> new StringReader(resource(name + ".html")));
  }

  static String text(Object field) {
    return field instanceof Double micros
        ? Units.time(Math.round(micros * 1e3))
        : Units.text(field);
  }

  /// Returns the text of a resource file of this package.
  static String resource(String name) {
    try (InputStream stream = ReportFields.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the build left out " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\r", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
