package dev.wharf.server.login;

/// What is counted of logins.
public enum LoginEvent {
  /// Logins that were accepted.
  LOGINS,
  /// Logins that were refused, for whatever reason.
  LOGINS_REFUSED,
  /// Of them, those of clients whose version the game does not take.
  LOGINS_OF_OTHER_VERSIONS,
  /// Of them, those that were refused because too many were being checked (`login.max-in-flight`).
  LOGINS_OVER_IN_FLIGHT,
  /// Of them, those that the authenticator took too long for (`login.check-timeout`).
  LOGIN_CHECKS_TIMED_OUT,
  /// Of them, those whose authenticator threw.
  LOGIN_CHECKS_FAILED,
  /// Of them, the last that a connection may try (`login.max-tries`).
  LOGINS_OVER_TRIES
}
