package dev.wharf.server.admin;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What goes back to whoever asked.
///
/// @param status the HTTP status code
/// @param type the content type
/// @param body the whole body
/// @param headers further headers
/// @param after done when the answer has left, if anything
record Answer(
    int status, String type, String body, Map<String, String> headers, @Nullable Runnable after) {
  static final int OK = 200;
  static final int ACCEPTED = 202;
  static final int BAD_REQUEST = 400;
  static final int UNAUTHORIZED = 401;
  static final int FORBIDDEN = 403;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int TOO_LARGE = 413;
  static final int URI_TOO_LONG = 414;
  static final int MISDIRECTED = 421;
  static final int TOO_MANY = 429;
  static final int HEADERS_TOO_LARGE = 431;
  static final int FAILED = 500;
  static final int UNAVAILABLE = 503;

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";

  /// A line of text.
  static Answer text(int status, String line) {
    return of(status, TEXT, line + "\n");
  }

  /// A document in JSON.
  static Answer json(int status, String document) {
    return of(status, JSON, document);
  }

  /// A text of any type.
  static Answer of(int status, String type, String body) {
    return new Answer(status, type, body, Map.of(), null);
  }

  /// A copy with one header more.
  Answer withHeader(String name, String value) {
    return new Answer(status, type, body, Map.of(name, value), after);
  }

  /// A copy that has something done when it has left.
  Answer withAfter(Runnable task) {
    return new Answer(status, type, body, headers, task);
  }
}
