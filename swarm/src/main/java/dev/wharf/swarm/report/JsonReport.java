package dev.wharf.swarm.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The whole result as JSON. Each field is explained in docs/swarm-report.md.
public final class JsonReport {
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
    try {
      return SwarmJson.MAPPER
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(ReportDocument.of(report))
          + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The part of the report that the page draws, in one line.
  ///
  /// @param timeline the report's, or one of fewer points
  static String textForPage(Report report, Timeline timeline) {
    ObjectNode histograms = SwarmJson.MAPPER.valueToTree(report.result().histograms());
    for (JsonNode histogram : histograms) {
      ((ObjectNode) histogram).retain("percentiles");
    }
    ObjectNode page = SwarmJson.MAPPER.createObjectNode();
    page.set("histograms", histograms);
    page.set("timeline", TimelineColumns.write(timeline));
    return page.toString();
  }
}
