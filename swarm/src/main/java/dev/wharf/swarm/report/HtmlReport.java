package dev.wharf.swarm.report;

import static java.util.function.Predicate.not;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.wharf.protocol.PeerText;
import dev.wharf.swarm.json.SwarmJson;
import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.Rounded;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The report as one HTML file, which loads nothing: styles, scripts and figures are in it, and its
/// content security policy names the hashes of the only two scripts and styles that may run. All
/// totals are there without scripts too.
///
/// The page is `report.html`, a template. Its names are the fields of the report's JSON, and those
/// of [#putTexts], [#putRecords] and [#putThresholds]. Text is escaped; counts and times, which are
/// decimal numbers, get their units.
public final class HtmlReport {
  /// The size that no page exceeds, in bytes.
  public static final int MOST_BYTES = 500_000;

  private static final int FEWEST_POINTS = 16;
  private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final Mustache.Escaper HTML =
      Escapers.simple(
          new String[] {"&", "&amp;"},
          new String[] {"<", "&lt;"},
          new String[] {">", "&gt;"},
          new String[] {"\"", "&quot;"},
          new String[] {"'", "&#39;"});
  private static final Template PAGE =
      Mustache.compiler()
          .emptyStringIsFalse(true)
          .zeroIsFalse(true)
          .withEscaper(text -> HTML.escape(PeerText.escape(text, text.length())))
          .withFormatter(HtmlReport::figure)
          .withLoader(name -> new StringReader(resource(name + ".html")))
          .compile(resource("report.html"));

  /// Parts of the page that are not text.
  private static final Map<String, Object> RESOURCES =
      Map.of(
          "uplotLicense", hashed("uplot/LICENSE"),
          "uplotCss", hashed("uplot/dist/uPlot.min.css"),
          "uplotJs", hashed("uplot/dist/uPlot.iife.min.js"),
          "ourCss", hashed("report.css"),
          "ourJs", hashed("report.js"));

  private HtmlReport() {}

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

  /// The report as text. Where it would become too large, its charts have fewer points.
  public static String text(Report report) {
    ObjectNode json = SwarmJson.MAPPER.valueToTree(report);
    ObjectNode figures = SwarmJson.MAPPER.createObjectNode();
    figures.set("histograms", json.remove("histograms"));
    figures.get("histograms").forEach(one -> ((ObjectNode) one).retain("percentiles"));
    figures.set("timeline", drawn(json.remove("timeline")));
    Map<String, Object> fields = SwarmJson.MAPPER.convertValue(json, FIELDS);
    fields.putAll(RESOURCES);
    putTexts(report, fields);
    putRecords(report, fields);
    putThresholds(report.verdict(), fields);
    Timeline timeline = report.result().timeline();
    String page = page(fields, figures);
    while (page.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES
        && timeline.points().size() > FEWEST_POINTS) {
      timeline = timeline.halved();
      figures.set("timeline", drawn(timeline.columns()));
      page = page(fields, figures);
    }
    return page;
  }

  /// The JSON can neither end the element that it stands in, nor begin a comment.
  private static String page(Map<String, Object> fields, ObjectNode figures) {
    String json = figures.toString();
    fields.put(
        "figures", json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"));
    return PAGE.execute(fields);
  }

  /// Leaves out the columns that no chart draws.
  private static JsonNode drawn(JsonNode timeline) {
    ((ObjectNode) timeline.path("generator")).retain("cpu_percent", "gc_pause_millis");
    return timeline;
  }

  /// Texts that are made of several fields.
  private static void putTexts(Report report, Map<String, Object> fields) {
    SwarmResult result = report.result();
    Verdict verdict = report.verdict();
    RunInfo info = result.info();
    MachineUse use = result.use();
    boolean isDoubtful = verdict.isGood() && !report.doubts().isEmpty();
    String sending = Units.seconds(result.sending(), info.duration());
    fields.put("word", verdict.isGood() ? "PASS" : "FAIL");
    fields.put("look", isDoubtful ? "doubt" : verdict.word());
    fields.put("mark", isDoubtful ? "!" : verdict.isGood() ? "✓" : "✗");
    fields.put("reason", reason(result, verdict));
    fields.put("isDoubtful", isDoubtful);
    fields.put("subject", String.join(" then ", info.scenarios()) + ", " + sending);
    fields.put("when", TIME.format(report.environment().endedAt()));
    fields.put("scenarioNames", String.join(", then ", info.scenarios()));
    fields.put("sending", sending);
    fields.put("rate", info.rate() == 0 ? "" : String.valueOf(Rounded.to(3, info.rate())));
    fields.put("seed", String.valueOf(info.seed()));
    fields.put("cpu", Units.seconds(Duration.ofNanos(use.cpuNanos())));
    fields.put("wall", Units.seconds(Duration.ofNanos(use.wallNanos())));
    fields.put("busy", busy(use));
    fields.put("longest", Units.seconds(LatencyRecorder.LONGEST));
  }

  private static String reason(SwarmResult result, Verdict verdict) {
    int all = verdict.checks().size();
    if (!verdict.isGood()) {
      return verdict.broken().size() + " of " + all + " thresholds broken";
    }
    return result.total().counts().isSpotless()
        ? "nothing lost, duplicated, out of order or corrupted"
        : "all " + all + " thresholds kept";
  }

  private static String busy(MachineUse use) {
    return String.format(Locale.ROOT, "%.2f of %d", use.busyProcessors(), use.processors());
  }

  /// Records that the report's JSON has in another form, or not at all.
  private static void putRecords(Report report, Map<String, Object> fields) {
    SwarmResult result = report.result();
    ScenarioResult total = result.total();
    Counts counts = total.counts();
    fields.put("total", map(total));
    fields.put("faulty", counts.duplicated() + counts.outOfOrder() + counts.corrupted());
    fields.put(
        "accounted",
        Stream.concat(
                result.scenarios().stream(),
                Stream.of(total).filter(_ -> result.scenarios().size() > 1))
            .map(HtmlReport::map)
            .toList());
    fields.put("counters", List.copyOf(result.counters().entrySet()));
    fields.put("latencies", map(result.latencies()).entrySet());
    fields.put("errors", List.copyOf(result.errors().entrySet()));
    fields.put("server", map(result.timeline().server()));
    fields.put("processes", result.processes().stream().map(HtmlReport::process).toList());
  }

  private static Map<String, Object> process(ProcessResult process) {
    Map<String, Object> fields = map(process);
    fields.put("busy", busy(process.use()));
    return fields;
  }

  /// Bounds on hostile clients that were kept are folded, as there are three for each kind.
  private static void putThresholds(Verdict verdict, Map<String, Object> fields) {
    Predicate<Verdict.Check> isHostile = check -> Metrics.isHostile(check.threshold().metric());
    List<Verdict.Check> hostile = verdict.checks().stream().filter(isHostile).toList();
    List<Verdict.Check> folded = hostile.stream().filter(Verdict.Check::holds).toList();
    fields.put("broken", maps(verdict.broken()));
    fields.put(
        "shownThresholds",
        Map.of("checks", maps(verdict.checks().stream().filter(not(folded::contains)).toList())));
    if (!folded.isEmpty()) {
      String summary =
          folded.size() == hostile.size()
              ? folded.size() + " bounds on hostile clients, all kept"
              : folded.size() + " of " + hostile.size() + " bounds on hostile clients kept";
      fields.put("foldedThresholds", Map.of("checks", maps(folded), "summary", summary));
    }
  }

  private static List<Map<String, Object>> maps(List<?> records) {
    return records.stream().map(HtmlReport::map).toList();
  }

  private static Map<String, Object> map(Object record) {
    return SwarmJson.MAPPER.convertValue(record, FIELDS);
  }

  /// Whole numbers are counts, others are microseconds.
  private static String figure(Object value) {
    return switch (value) {
      case Double micros -> Units.time(Math.round(micros * 1e3)).replace(" us", " µs");
      case Number count -> Units.count(count.longValue());
      default -> String.valueOf(value);
    };
  }

  private static Map<String, String> hashed(String name) {
    try {
      String text = resource(name);
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      String hash = "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
      return Map.of("text", text, "hash", hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static String resource(String name) {
    try (InputStream stream = HtmlReport.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the build left out " + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\r", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
