package dev.wharf.swarm.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.wharf.protocol.text.PeerText;
import dev.wharf.swarm.json.SwarmJson;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Timeline;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/// The report as one HTML file, which loads no other files. Styles, scripts and figures are in the
/// file. The page's content security policy has the hashes of the page's scripts and styles, and
/// forbids all other scripts and styles. All totals are also visible without scripts.
///
/// The page is `report.html`, a template for [ReportFields].
public final class HtmlReport {
  /// The largest size of a page, in bytes.
  public static final int MOST_BYTES = 500_000;

  private static final int FEWEST_POINTS = 16;
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
      ReportFields.templates()
          .withFormatter(field -> ReportFields.text(field).replaceAll("(?<=\\d) us\\b", " µs"))
          .withEscaper(text -> HTML.escape(PeerText.escape(text, text.length())))
          .compile(ReportFields.resource("report.html"));

  /// The styles, scripts and licence in the page, each with its text and its hash.
  private static final Map<String, Object> RESOURCES =
      Map.of(
          "uplotLicense", hashed("uplot/LICENSE"),
          "uplotCss", hashed("uplot/dist/uPlot.min.css"),
          "uplotJs", hashed("uplot/dist/uPlot.iife.min.js"),
          "ourCss", hashed("report.css"),
          "ourJs", hashed("report.js"));

  private HtmlReport() {}

  /// Writes a report to a file. Replaces an existing file.
  ///
  /// @throws java.io.UncheckedIOException when the file cannot be written
  public static void write(Path file, Report report) {
    WholeFile.write(file, text(report));
  }

  /// Returns the report as HTML. A page that would be too large gets fewer points in its charts.
  public static String text(Report report) {
    SwarmResult result = report.result();
    Map<String, Object> fields = ReportFields.of(report);
    fields.putAll(RESOURCES);
    fields.put("when", TIME.format(report.environment().endedAt()));
    ObjectNode histograms = SwarmJson.MAPPER.valueToTree(result.histograms());
    histograms.forEach(one -> ((ObjectNode) one).retain("percentiles"));
    Timeline timeline = result.timeline();
    String page = page(fields, histograms, timeline);
    while (page.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES
        && timeline.points().size() > FEWEST_POINTS) {
      timeline = timeline.halved();
      page = page(fields, histograms, timeline);
    }
    return page;
  }

  /// Fills the template. The JSON of the figures is escaped for a script element, so that the JSON
  /// can neither close the element nor start a comment.
  private static String page(Map<String, Object> fields, ObjectNode histograms, Timeline timeline) {
    ObjectNode columns = SwarmJson.MAPPER.valueToTree(timeline);
    ((ObjectNode) columns.path("generator")).retain("cpu_percent", "gc_pause_millis");
    ObjectNode figures = SwarmJson.MAPPER.createObjectNode();
    figures.set("histograms", histograms);
    figures.set("timeline", columns);
    String json = figures.toString();
    fields.put(
        "figures", json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"));
    return PAGE.execute(fields);
  }

  private static Map<String, String> hashed(String name) {
    try {
      String text = ReportFields.resource(name);
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      String hash = "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
      return Map.of("text", text, "hash", hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has SHA-256
    }
  }
}
