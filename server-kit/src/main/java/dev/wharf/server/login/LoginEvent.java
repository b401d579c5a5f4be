package dev.wharf.server.login;

/// The events of logins that the metrics count.
public enum LoginEvent {
  /// Logins that were accepted.
  LOGINS,
  /// Logins that were refused, for whatever reason.
  LOGINS_REFUSED,
  /// Refused logins of clients whose version the game does not accept.
  LOGINS_OF_OTHER_VERSIONS,
  /// Logins refused because too many were being checked (`login.max-in-flight`).
  LOGINS_OVER_IN_FLIGHT,
  /// Logins refused because the authenticator took too long (`login.check-timeout`).
  LOGIN_CHECKS_TIMED_OUT,
  /// Logins refused because the authenticator threw.
  LOGIN_CHECKS_FAILED,
  /// Refused logins that were the last attempt of their connection (`login.max-tries`).
  LOGINS_OVER_TRIES
}
