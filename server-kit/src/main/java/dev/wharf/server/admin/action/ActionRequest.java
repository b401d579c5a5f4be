package dev.wharf.server.admin.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.wharf.protocol.text.PeerText;
import dev.wharf.server.admin.ActionCall;
import dev.wharf.server.admin.AdminAction;
import dev.wharf.server.admin.AuditEntry;
import dev.wharf.server.admin.http.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the call of an action from a request: the body is a JSON object with the values of the
/// fields, such as `{"session": 12}`.
final class ActionRequest {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private ActionRequest() {}

  /// Reads the call of an action.
  ///
  /// @throws IllegalArgumentException when the request is not a call of this action; the message is
  ///   for the client
  static ActionCall read(AdminAction action, Request request) {
    return action.check(
        operatorOf(request.operator()), request.from().getHostAddress(), valuesOf(request.body()));
  }

  private static String operatorOf(@Nullable String header) {
    if (header == null) {
      return "";
    }
    String name;
    try {
      name = URLDecoder.decode(header.replace("+", "%2B"), StandardCharsets.UTF_8).strip();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the header Operator is not percent-encoded", e);
    }
    int chars = name.codePointCount(0, name.length());
    if (chars > AuditEntry.MAX_OPERATOR) {
      throw new IllegalArgumentException(
          "the header Operator has %d characters, and may have %d"
              .formatted(chars, AuditEntry.MAX_OPERATOR));
    }
    if (name.codePoints().anyMatch(PeerText::isHidden)) {
      throw new IllegalArgumentException("the header Operator has an invisible character");
    }
    return name;
  }

  private static Map<String, String> valuesOf(String body) {
    Map<String, String> values = new LinkedHashMap<>();
    treeOf(body)
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (!value.isTextual() && !value.isIntegralNumber()) {
                throw new IllegalArgumentException("each value must be a text or a whole number");
              }
              values.put(field.getKey(), value.asText());
            });
    return values;
  }

  private static JsonNode treeOf(String body) {
    try {
      JsonNode tree = JSON.readTree(body.isEmpty() ? "{}" : body);
      if (tree.isObject()) {
        return tree;
      }
    } catch (JsonProcessingException e) {
      // the same answer as for a body that is another kind of JSON
    }
    throw new IllegalArgumentException("the body must be a JSON object with the fields' values");
  }
}
