package dev.wharf.swarm.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.wharf.protocol.PeerText;
import dev.wharf.swarm.measure.LatencyHistogram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// A report that [JsonReport] wrote, read back.
///
/// Immutable, thread-safe.
public final class ReportFile {
  /// A larger file is not read.
  public static final long MOST_BYTES = 16 << 20;

  /// The most characters of what a file says that stand in a message.
  static final int MOST_OF_A_MESSAGE = 200;

  private final String name;
  private final JsonNode json;

  private ReportFile(String name, JsonNode json) {
    this.name = name;
    this.json = json;
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
      return new ReportFile(name, SwarmJson.MAPPER.readTree(file.toFile())).checked();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(name + " is not JSON, or not all of it", e);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + name, e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + name, e);
    }
  }

  /// What came of the run.
  ///
  /// @throws IllegalArgumentException when a part is missing, or of another kind
  public SwarmResult result() {
    try {
      return SwarmJson.MAPPER.treeToValue(json, ReportDocument.class).result();
    } catch (JsonProcessingException | RuntimeException e) {
      throw bad(String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
    }
  }

  /// Where and when the run took place.
  ///
  /// @throws IllegalArgumentException when that is missing
  RunEnvironment environment() {
    return part("environment", RunEnvironment.class);
  }

  /// Which part of the run it is of.
  ///
  /// @throws IllegalArgumentException when that is missing
  Segment segment() {
    try {
      return Segment.parse(text("/run/segment"));
    } catch (IllegalArgumentException e) {
      throw bad("its segment: " + e.getMessage(), e);
    }
  }

  private <T> T part(String field, Class<T> type) {
    try {
      return SwarmJson.MAPPER.treeToValue(json.path(field), type);
    } catch (JsonProcessingException | RuntimeException e) {
      throw bad("it has no " + field, e);
    }
  }

  /// The file's name.
  String name() {
    return name;
  }

  /// What stands at a place, as it is: not for a terminal.
  ///
  /// @param place such as `/scenarios/0/name`
  /// @throws IllegalArgumentException when there is none
  String text(String place) {
    JsonNode value = json.at(place);
    if (!value.isValueNode()) {
      throw bad("it has no " + place.substring(1).replace('/', '.'));
    }
    return value.asText();
  }

  /// @throws IllegalArgumentException when there is none
  double number(String place) {
    String text = text(place);
    if (!json.at(place).isNumber()) {
      throw bad(place.substring(1).replace('/', '.') + " is not a number");
    }
    return Double.parseDouble(text);
  }

  /// The same of what older files do not have.
  double number(String place, double ifMissing) {
    return json.at(place).isMissingNode() ? ifMissing : number(place);
  }

  /// The latencies of this name; none when the file has none.
  ///
  /// @param name of a scenario, or `connect`, `login` or `lag`
  /// @throws IllegalArgumentException when what is there is no histogram
  LatencyHistogram histogram(String name) {
    JsonNode histogram = json.path("histograms").path(name);
    try {
      return histogram.isMissingNode()
          ? LatencyHistogram.NONE
          : SwarmJson.MAPPER.treeToValue(histogram, LatencyHistogram.class);
    } catch (JsonProcessingException e) {
      throw bad("it has a histogram that is none", e);
    }
  }

  /// The scenarios' places by their names.
  Map<String, String> scenarios() {
    return placesByName("/scenarios", "name");
  }

  /// The places of the kinds of hostile clients by their names; none where there were none.
  Map<String, String> hostileKinds() {
    return placesByName("/hostile", "kind");
  }

  private Map<String, String> placesByName(String list, String field) {
    Map<String, String> places = new LinkedHashMap<>();
    for (int i = 0; i < json.at(list).size(); i++) {
      String place = list + "/" + i;
      places.put(text(place + "/" + field), place);
    }
    return places;
  }

  /// The values of what was asked for, by their names, as they are: not for a terminal.
  Map<String, String> run() {
    Map<String, String> run = new LinkedHashMap<>();
    json.path("run")
        .properties()
        .forEach(
            one ->
                run.put(
                    one.getKey(),
                    one.getValue().isValueNode()
                        ? one.getValue().asText()
                        : one.getValue().toString()));
    return run;
  }

  private ReportFile checked() {
    JsonNode format = json.path("format");
    if (!format.isMissingNode() && format.asInt() != ReportDocument.FORMAT) {
      throw new IllegalArgumentException(
          name + " is of another format: this reads " + ReportDocument.FORMAT + " alone");
    }
    text("/format");
    text("/verdict");
    number("/connections/asked");
    text("/scenarios/0/name");
    return this;
  }

  private IllegalArgumentException bad(String why) {
    return new IllegalArgumentException(whyBad(why));
  }

  private IllegalArgumentException bad(String why, Exception cause) {
    return new IllegalArgumentException(whyBad(why), cause);
  }

  private String whyBad(String why) {
    return name + " is not a swarm's report: " + PeerText.escape(why, MOST_OF_A_MESSAGE);
  }
}
