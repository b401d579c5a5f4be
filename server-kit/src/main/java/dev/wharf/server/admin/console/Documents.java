package dev.wharf.server.admin.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.wharf.server.admin.http.Response;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.UncheckedIOException;
import java.util.Map;

/// Writes documents as JSON, with snake_case names, and reads the parameters of requests. Texts are
/// not escaped for HTML.
final class Documents {
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private Documents() {}

  static Response response(Record document) {
    try {
      return Response.json(HttpResponseStatus.OK, JSON.writeValueAsString(document));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a document cannot be written as JSON", e);
    }
  }

  /// Returns the value of a parameter.
  ///
  /// @param other the value when the parameter is missing
  /// @throws IllegalArgumentException when it is not a whole number of 32 bits
  static int number(String name, Map<String, String> parameters, int other) {
    String value = parameters.get(name);
    try {
      return value == null ? other : Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is not a whole number", e);
    }
  }
}
