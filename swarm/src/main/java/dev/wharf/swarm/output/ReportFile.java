package dev.wharf.swarm.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.wharf.protocol.text.PeerText;
import dev.wharf.protocol.text.TextFile;
import dev.wharf.swarm.json.SwarmJson;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.report.SwarmResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A report that [JsonReport] wrote, read back.
///
/// Immutable, thread-safe.
public final class ReportFile {
  /// The largest file that is read, in bytes.
  public static final long MOST_BYTES = 16 << 20;

  /// The largest number of characters that an error message quotes from a file.
  static final int MOST_OF_A_MESSAGE = 200;

  /// A reader of JSON that refuses an object in which a part is missing.
  private static final ObjectReader WHOLE =
      SwarmJson.MAPPER.reader().with(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

  private final String name;
  private final JsonNode json;

  private ReportFile(String name, JsonNode json) {
    this.name = name;
    this.json = json;
  }

  /// Reads a file.
  ///
  /// @throws IllegalArgumentException when the file does not exist, is not a report, or has another
  ///   format; the message is one line, names the file and says what is wrong
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
      throw new IllegalArgumentException("cannot read " + name + ": " + TextFile.reasonOf(e), e);
    }
  }

  /// Returns the result of the run.
  ///
  /// @throws IllegalArgumentException when a part is missing or has the wrong type
  public SwarmResult result() {
    return read(json, SwarmResult.class);
  }

  /// Returns the place and time of the run.
  ///
  /// @throws IllegalArgumentException when a part is missing or has the wrong type
  RunEnvironment environment() {
    return read(json.path("environment"), RunEnvironment.class);
  }

  private <T> T read(JsonNode part, Class<T> type) {
    try {
      return WHOLE.forType(type).readValue(part);
    } catch (IOException | RuntimeException e) {
      throw bad(String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
    }
  }

  /// Returns the file's name.
  String name() {
    return name;
  }

  /// Returns the value at a JSON pointer as text. The text is not escaped for a terminal.
  ///
  /// @param place a JSON pointer, such as `/scenarios/0/name`
  /// @throws IllegalArgumentException when the file has no value there
  String text(String place) {
    JsonNode value = json.at(place);
    if (!value.isValueNode()) {
      throw bad("it has no " + place.substring(1).replace('/', '.'));
    }
    return value.asText();
  }

  /// Returns the number at a JSON pointer.
  ///
  /// @throws IllegalArgumentException when the file has no number there
  double number(String place) {
    String text = text(place);
    if (!json.at(place).isNumber()) {
      throw bad(place.substring(1).replace('/', '.') + " is not a number");
    }
    return Double.parseDouble(text);
  }

  /// Returns the number at a JSON pointer; `ifMissing` when the file has no value there, as in
  /// older files.
  double number(String place, double ifMissing) {
    return json.at(place).isMissingNode() ? ifMissing : number(place);
  }

  /// Returns the latencies with this name; empty when the file has none.
  ///
  /// @param name the name of a scenario, or `connect`, `login` or `lag`
  /// @throws IllegalArgumentException when the value at this place is not a histogram
  LatencyHistogram histogram(String name) {
    JsonNode histogram = json.path("histograms").path(name);
    return histogram.isMissingNode()
        ? LatencyHistogram.NONE
        : read(histogram, LatencyHistogram.class);
  }

  /// Returns the JSON pointers of the scenarios by name.
  Map<String, String> scenarios() {
    return placesByName("/scenarios", "name");
  }

  /// Returns the JSON pointers of the kinds of hostile clients by name.
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

  /// Returns the settings of the run and their values. The texts are not escaped for a terminal.
  Map<String, String> run() {
    Map<String, String> run = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> one : json.path("run").properties()) {
      JsonNode value = one.getValue();
      run.put(one.getKey(), value.isValueNode() ? value.asText() : value.toString());
    }
    return run;
  }

  private ReportFile checked() {
    JsonNode format = json.path("format");
    if (!format.isMissingNode() && format.asInt() != Report.FORMAT) {
      throw new IllegalArgumentException(
          name
              + " is of format "
              + format.asInt()
              + ": this version reads format "
              + Report.FORMAT
              + " alone");
    }
    text("/format");
    text("/verdict");
    number("/connections/asked");
    text("/scenarios/0/name");
    return this;
  }

  private IllegalArgumentException bad(String why) {
    return bad(why, null);
  }

  private IllegalArgumentException bad(String why, @Nullable Exception cause) {
    return new IllegalArgumentException(
        name + " is not a swarm's report: " + PeerText.escape(why, MOST_OF_A_MESSAGE), cause);
  }
}
