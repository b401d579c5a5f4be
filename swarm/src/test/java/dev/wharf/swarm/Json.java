package dev.wharf.swarm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The values of a JSON text by their paths, such as `/scenarios/0/lost`.
public final class Json {
  private final Map<String, String> values = new LinkedHashMap<>();

  private Json() {}

  public static Json read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  /// Reads a JSON text.
  ///
  /// @throws IOException when the text is not exactly one JSON value
  public static Json parse(String text) throws IOException {
    Json json = new Json();
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      JsonToken token = parser.nextToken();
      while (token != null) {
        if (token.isScalarValue()) {
          json.values.put(parser.getParsingContext().pathAsPointer().toString(), parser.getText());
        }
        token = parser.nextToken();
      }
    }
    return json;
  }

  /// Returns the paths of all values.
  public Set<String> places() {
    return values.keySet();
  }

  public String text(String place) {
    String value = values.get(place);
    if (value == null) {
      throw new AssertionError("there is no " + place + " in " + values);
    }
    return value;
  }

  public double number(String place) {
    return Double.parseDouble(text(place));
  }
}
