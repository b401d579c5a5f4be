package dev.wharf.server.login;

/// Checks the credential of a login, and tells whose account it is.
///
/// Called on virtual threads, several at a time: it may block, on a database or another service. A
/// check that takes longer than `login.check-timeout` is interrupted, and the login refused. An
/// exception refuses the login too. It does not load what the game has saved of the player: the
/// player's name and account are taken only after the check, and the last visit may still be being
/// saved.
@FunctionalInterface
public interface Authenticator {
  /// Checks one login.
  ///
  /// @throws InterruptedException when it was interrupted
  Authentication authenticate(LoginAttempt attempt) throws InterruptedException;

  /// Whether it lets anybody in: such a one is used on loopback only.
  default boolean isForDevelopment() {
    return false;
  }
}
