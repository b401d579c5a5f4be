package dev.wharf.swarm.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The report as one HTML file, which loads nothing: styles, scripts and figures are in it, and its
/// content security policy names the hashes of the only two scripts and styles that may run. All
/// totals are there without scripts too.
public final class HtmlReport {
  /// The size that no page exceeds, in bytes.
  public static final int MOST_BYTES = 500_000;

  private static final int FEWEST_POINTS = 16;
  private static final String UPLOT_LICENSE = resource("uplot/LICENSE");
  private static final String UPLOT_CSS = resource("uplot/dist/uPlot.min.css");
  private static final String UPLOT_JS = resource("uplot/dist/uPlot.iife.min.js");
  private static final String OUR_CSS = resource("report.css");
  private static final String OUR_JS = resource("report.js");

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
    String body = new HtmlSections(report).body();
    Timeline timeline = report.result().timeline();
    String page = page(report, body, timeline);
    while (bytes(page) > MOST_BYTES && timeline.points().size() > FEWEST_POINTS) {
      timeline = timeline.halved();
      page = page(report, body, timeline);
    }
    return page;
  }

  private static String page(Report report, String body, Timeline timeline) {
    HtmlText head = new HtmlText();
    head.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
    head.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy() + "\">");
    head.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    head.raw("<meta name=\"color-scheme\" content=\"light dark\">");
    head.raw("<meta name=\"referrer\" content=\"no-referrer\">");
    head.element("title", HtmlSections.title(report));
    head.raw("<link rel=\"icon\" href=\"data:,\">");
    head.raw("<style>" + UPLOT_CSS + "</style>");
    head.raw("<style>" + OUR_CSS + "</style>");
    head.raw("</head>");
    return head
        + "<body>\n"
        + body
        + "<!-- The charts are drawn by uPlot:\n"
        + UPLOT_LICENSE
        + "-->\n<script type=\"application/json\" id=\"figures\">"
        + forScript(JsonReport.textForPage(report, timeline))
        + "</script>\n<script>"
        + UPLOT_JS
        + "</script>\n<script>"
        + OUR_JS
        + "</script>\n</body>\n</html>\n";
  }

  /// JSON that cannot end the element it stands in, nor begin a comment.
  private static String forScript(String json) {
    return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
  }

  private static String policy() {
    return "default-src 'none'; script-src "
        + hash(UPLOT_JS)
        + " "
        + hash(OUR_JS)
        + "; style-src "
        + hash(UPLOT_CSS)
        + " "
        + hash(OUR_CSS)
        + "; img-src data:; base-uri 'none'; form-action 'none'";
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
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
