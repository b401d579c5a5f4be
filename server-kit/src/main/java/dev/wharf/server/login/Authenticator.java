package dev.wharf.server.login;

/// Checks the credential of a login, and returns the account that it proves.
///
/// The server calls an authenticator on virtual threads, several at a time. The call may block, for
/// example on a query to a database. A call that takes longer than `login.check-timeout` is
/// interrupted, and the client is told to log in again later (`LOGIN_BUSY`). An exception has the
/// same effect.
///
/// An authenticator must not load the player's saved state. The server reserves the name and
/// account only after the check, so the state of the player's last visit may not be saved yet.
@FunctionalInterface
public interface Authenticator {
  /// Checks one login.
  ///
  /// @throws InterruptedException when the thread was interrupted, which refuses the login for now
  Authentication authenticate(LoginAttempt attempt) throws InterruptedException;

  /// Returns whether this authenticator accepts every login. A server with an authenticator that
  /// does must listen on a loopback address.
  default boolean isForDevelopment() {
    return false;
  }
}
