package dev.wharf.bench.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads the numbers of a JSON object without nested objects.
final class FlatJson {
  private FlatJson() {}

  static Map<String, Double> numbers(String text) throws IOException {
    Map<String, Double> numbers = new LinkedHashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isNumeric()) {
          numbers.put(parser.currentName(), parser.getDoubleValue());
        }
      }
    }
    return numbers;
  }
}
