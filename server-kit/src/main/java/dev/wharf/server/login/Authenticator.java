package dev.wharf.server.login;

/// Checks the credential of a login, and returns the account that it proves.
///
/// The server calls an authenticator on virtual threads, several at a time. The call may block, for
/// example on a query to a database. A call that takes longer than `login.check-timeout` is
/// interrupted, and the login is refused. An exception also refuses the login.
///
/// An authenticator must not load the player's saved state. The server reserves the name and
/// account only after the check, so the state of the player's last visit may not be saved yet.
@FunctionalInterface
public interface Authenticator {
  /// Checks one login.
  ///
  /// @throws InterruptedException when the thread was interrupted, which refuses the login
  Authentication authenticate(LoginAttempt attempt) throws InterruptedException;

  /// Returns whether this authenticator accepts every login. A server with an authenticator that
  /// does must listen on a loopback address.
  default boolean isForDevelopment() {
    return false;
  }
}
