package dev.wharf.server.login;

/// The events of logins that the metrics count.
public enum LoginEvent {
  /// Logins that were accepted.
  LOGINS,
  /// Logins that were refused, for whatever reason.
  LOGINS_REFUSED,
  /// Logins refused because the game does not accept the client's version.
  LOGINS_OF_OTHER_VERSIONS,
  /// Logins refused because too many were being checked (`login.max-in-flight`).
  LOGINS_OVER_IN_FLIGHT,
  /// Logins refused because the authenticator took too long (`login.check-timeout`).
  LOGIN_CHECKS_TIMED_OUT,
  /// Logins refused for now (`LOGIN_BUSY`): the check failed, took too long, or too many waited.
  LOGINS_BUSY,
  /// Logins refused because the authenticator threw.
  LOGIN_CHECKS_FAILED,
  /// Logins refused because the same client has sent a newer one.
  LOGINS_OVERTAKEN,
  /// Logins refused at the last attempt that a connection has (`login.max-tries`).
  LOGINS_OVER_TRIES
}
