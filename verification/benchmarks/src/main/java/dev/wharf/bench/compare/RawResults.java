package dev.wharf.bench.compare;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.wharf.bench.Workplace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/// Writes the values of every run, for further analysis.
final class RawResults {
  private RawResults() {}

  /// Writes a file whose name consists of the time and the name of the comparison.
  ///
  /// @param machine the facts about the machine at the start
  /// @return the path of the file
  static Path write(
      Workplace workplace,
      String name,
      Map<String, String> machine,
      boolean pinned,
      Results results)
      throws IOException {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
    Path file = workplace.newResult(name, now);
    try (JsonGenerator json = new JsonFactory().createGenerator(file.toFile(), JsonEncoding.UTF8)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("time", now.toString());
      json.writeStringField("comparison", name);
      json.writeBooleanField("pinned", pinned);
      writeTexts(json, "machine", machine);
      writeTexts(json, "absent", results.absent());
      json.writeArrayFieldStart("runs");
      for (Run run : results.runs()) {
        write(json, run);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return file;
  }

  private static void writeTexts(JsonGenerator json, String name, Map<String, String> texts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      json.writeStringField(text.getKey(), text.getValue());
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Run run) throws IOException {
    json.writeStartObject();
    json.writeStringField("trial", run.trial());
    json.writeStringField("server", run.contender());
    json.writeNumberField("round", run.round());
    json.writeBooleanField("faultless", run.outcome().isFaultless());
    json.writeObjectFieldStart("values");
    for (Map.Entry<String, Double> value : run.outcome().values().entrySet()) {
      json.writeNumberField(value.getKey(), value.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
