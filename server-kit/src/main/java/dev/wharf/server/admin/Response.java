package dev.wharf.server.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/// The response to a request.
///
/// @param type the content type
/// @param body the whole body
/// @param headers further headers
record Response(HttpResponseStatus status, String type, String body, Map<String, String> headers) {
  /// Creates a response that is a line of text.
  static Response text(HttpResponseStatus status, String line) {
    return of(status, "text/plain; charset=utf-8", line + "\n");
  }

  /// Creates a response that is a JSON document.
  static Response json(HttpResponseStatus status, String document) {
    return of(status, "application/json", document);
  }

  /// Creates a response with a body of any content type.
  static Response of(HttpResponseStatus status, String type, String body) {
    return new Response(status, type, body, Map.of());
  }

  /// Returns a copy of this response, with this header as the only further header.
  Response withHeader(String name, String value) {
    return new Response(status, type, body, Map.of(name, value));
  }
}
