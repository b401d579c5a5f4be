package dev.wharf.server.admin.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/// The response to a request.
///
/// @param type the content type
/// @param body the whole body
/// @param headers further headers
public record Response(
    HttpResponseStatus status, String type, String body, Map<String, String> headers) {
  /// The Content-Security-Policy of all responses except the page.
  public static final String NO_CONTENT = "default-src 'none'; frame-ancestors 'none'";

  /// Creates a response that is a line of text.
  public static Response text(HttpResponseStatus status, String line) {
    return of(status, "text/plain; charset=utf-8", line + "\n");
  }

  /// Creates a response that is a JSON document.
  public static Response json(HttpResponseStatus status, String document) {
    return of(status, "application/json", document);
  }

  /// Creates a response with a body of any content type.
  public static Response of(HttpResponseStatus status, String type, String body) {
    return new Response(status, type, body, Map.of());
  }

  /// Returns a copy of this response, with this header as the only further header.
  public Response withHeader(String name, String value) {
    return new Response(status, type, body, Map.of(name, value));
  }
}
