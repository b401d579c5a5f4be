package dev.wharf.swarm.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.wharf.swarm.measure.LatencyHistogram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The totals and the histograms of a report that [JsonReport] wrote, read back. The timeline is
/// passed over.
///
/// Immutable, thread-safe.
public final class ReportFile {
  /// A larger file is not read.
  public static final long MOST_BYTES = 64 << 20;

  private static final int MOST_VALUES = 100_000;
  private static final Set<String> PASSED_OVER = Set.of("timeline", "percentiles");
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(16)
                  .maxNameLength(1_000)
                  .maxNumberLength(100)
                  .maxStringLength(2 << 20)
                  .maxDocumentLength(MOST_BYTES)
                  .build())
          .build();

  private final String name;
  private final Map<String, String> values;

  private ReportFile(String name, Map<String, String> values) {
    this.name = name;
    this.values = values;
  }

  /// Reads a file.
  ///
  /// @throws IllegalArgumentException when it is not there, not a report, or of another format; the
  ///   message, of one line, names the file and says what is wrong
  public static ReportFile read(Path file) {
    String name = String.valueOf(file);
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IllegalArgumentException(
            name + " is too big: more than " + (MOST_BYTES >> 20) + " MiB");
      }
      try (JsonParser parser = JSON.createParser(file.toFile())) {
        return new ReportFile(name, values(parser)).checked();
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(name + " is not JSON, or not all of it", e);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + name, e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + name, e);
    }
  }

  /// The file's name.
  String name() {
    return name;
  }

  /// @param place such as `/scenarios/0/name`
  /// @throws IllegalArgumentException when there is none
  String text(String place) {
    String value = values.get(place);
    if (value == null) {
      throw new IllegalArgumentException(
          name + " is not a swarm's report: it has no " + place.substring(1).replace('/', '.'));
    }
    return value;
  }

  /// @throws IllegalArgumentException when there is none
  double number(String place) {
    try {
      return Double.parseDouble(text(place));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name
              + " is not a swarm's report: "
              + place.substring(1).replace('/', '.')
              + " is not a number",
          e);
    }
  }

  /// The same of what older files do not have.
  double number(String place, double ifMissing) {
    return values.containsKey(place) ? number(place) : ifMissing;
  }

  /// The latencies of this name; none when the file has none.
  ///
  /// @param name of a scenario, or `connect`, `login` or `lag`
  /// @throws IllegalArgumentException when what is there is no histogram
  LatencyHistogram histogram(String name) {
    String place = "/histograms/" + name.replace("~", "~0").replace("/", "~1") + "/hdr";
    if (!values.containsKey(place)) {
      return LatencyHistogram.NONE;
    }
    try {
      return LatencyHistogram.decode(text(place), 0);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          this.name + " is not a swarm's report: it has a histogram that is none", e);
    }
  }

  /// The scenarios' places by their names.
  Map<String, String> scenarios() {
    return placesByName("/scenarios/", "/name");
  }

  /// The places of the kinds of hostile clients by their names; none where there were none.
  Map<String, String> hostileKinds() {
    return placesByName("/hostile/", "/kind");
  }

  private Map<String, String> placesByName(String list, String field) {
    Map<String, String> places = new LinkedHashMap<>();
    for (int i = 0; values.containsKey(list + i + field); i++) {
      places.put(text(list + i + field), list + i);
    }
    return places;
  }

  /// The values of what was asked for, by their names.
  Map<String, String> run() {
    Map<String, String> run = new LinkedHashMap<>();
    values.forEach(
        (place, value) -> {
          if (place.startsWith("/run/")) {
            run.put(place.substring("/run/".length()), value);
          }
        });
    return run;
  }

  private ReportFile checked() {
    String format = values.getOrDefault("/format", "");
    if (!format.isEmpty() && !format.equals(String.valueOf(JsonReport.FORMAT))) {
      throw new IllegalArgumentException(
          name + " is of another format: this reads " + JsonReport.FORMAT + " alone");
    }
    text("/format");
    text("/verdict");
    number("/connections/asked");
    text("/scenarios/0/name");
    return this;
  }

  private static Map<String, String> values(JsonParser parser) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (token == JsonToken.FIELD_NAME && PASSED_OVER.contains(parser.currentName())) {
        parser.nextToken();
        parser.skipChildren();
      } else if (token.isScalarValue() && values.size() < MOST_VALUES) {
        values.put(parser.getParsingContext().pathAsPointer().toString(), parser.getText());
      }
    }
    return values;
  }
}
