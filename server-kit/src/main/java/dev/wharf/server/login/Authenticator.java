package dev.wharf.server.login;

/// Checks the credential of a login, and returns the account that it proves.
///
/// Called on virtual threads, several at a time. It may block, for example on a database. A check
/// that takes longer than `login.check-timeout` is interrupted, and the login is refused. An
/// exception also refuses the login.
///
/// An authenticator must not load the player's saved state. The server reserves the name and
/// account only after the check, so the state of the player's last visit may not be saved yet.
@FunctionalInterface
public interface Authenticator {
  /// Checks one login.
  ///
  /// @throws InterruptedException when it was interrupted
  Authentication authenticate(LoginAttempt attempt) throws InterruptedException;

  /// Whether this authenticator accepts every login. A server with such an authenticator listens on
  /// loopback only.
  default boolean isForDevelopment() {
    return false;
  }
}
