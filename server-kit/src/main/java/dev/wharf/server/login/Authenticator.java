package dev.wharf.server.login;

/// Says whether a credential proves that its bearer is who it says, and whose account it is.
///
/// Called on virtual threads, several at a time: it may block, on a database or another service.
/// One that takes longer than `login.check-timeout` is interrupted, and the login refused; what it
/// throws refuses the login too.
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
