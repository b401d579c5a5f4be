package dev.wharf.server.login;

/// Says whether a token proves that its bearer is who it says.
///
/// Called on virtual threads, several at a time: it may block, on a database or another service.
/// One that takes longer than `login.check-timeout` is interrupted, and the login refused; what it
/// throws refuses the login too.
@FunctionalInterface
public interface Authenticator {
  /// Checks one token.
  ///
  /// @param name the player's name, within the rules of [Names][dev.wharf.server.player.Names]
  /// @param token as the client sent it: any text, also none, within `login.max-token-bytes`
  /// @throws InterruptedException when it was interrupted
  Authentication authenticate(String name, String token) throws InterruptedException;

  /// Whether it lets anybody in: such a one is used on loopback only.
  default boolean isForDevelopment() {
    return false;
  }
}
