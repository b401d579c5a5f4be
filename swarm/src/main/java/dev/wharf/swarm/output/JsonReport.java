package dev.wharf.swarm.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.wharf.swarm.json.SwarmJson;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// A report as a file of JSON. Each field is explained in docs/swarm-report.md.
public final class JsonReport {
  private JsonReport() {}

  /// Writes a report to a file. Replaces an existing file.
  ///
  /// @throws UncheckedIOException when the file cannot be written
  public static void write(Path file, Report report) {
    WholeFile.write(file, text(report));
  }

  /// Returns the report as JSON, with a line end.
  public static String text(Report report) {
    try {
      return SwarmJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
