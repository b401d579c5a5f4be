package dev.wharf.server.admin.http;

/// The failures of the admin port that `wharf_admin_failures_total` counts.
public enum AdminFailure {
  /// Connections that were closed at the connection limit, to make room for another connection.
  EVICTED,
  /// Connections whose peer did not send a request or take a response in time.
  TIMEOUT,
  /// Requests that were refused as malformed.
  MALFORMED,
  /// Requests whose handler threw, and calls of the game's tables and actions that threw.
  ERROR,
  /// Calls of the game's tables, actions and audit that gave no result in time.
  LATE,
  /// Calls of the game's tables and actions that were refused, because too many were in progress.
  BUSY,
  /// Actions that the game's audit did not store.
  AUDIT
}
