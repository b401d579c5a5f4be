package dev.wharf.server.admin;

/// The failures of the admin port that `wharf_admin_failures_total` counts.
enum AdminFailure {
  /// Connections that were closed at the connection limit, to make room for another connection.
  EVICTED,
  /// Connections whose peer did not send a request or take a response in time.
  TIMEOUT,
  /// Requests that were refused as malformed.
  MALFORMED,
  /// Requests whose handler threw.
  ERROR
}
