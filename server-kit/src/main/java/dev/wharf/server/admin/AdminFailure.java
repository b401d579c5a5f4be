package dev.wharf.server.admin;

/// The failures of the admin port that are counted, as `wharf_admin_failures_total`.
enum AdminFailure {
  /// Connections that were closed to make room for others.
  EVICTED,
  /// Connections whose peer did not send a request or take an answer in time.
  TIMEOUT,
  /// Requests that were refused as malformed.
  MALFORMED,
  /// Requests whose answer failed.
  ERROR
}
