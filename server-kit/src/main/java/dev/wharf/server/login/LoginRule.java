package dev.wharf.server.login;

import dev.wharf.server.player.Account;

/// Decides about a login that the authenticator has accepted, whatever the authenticator is: for
/// example, whether the account is banned. A game adds its rules with
/// [GameContext#loginRule][dev.wharf.server.GameContext#loginRule].
///
/// The server calls a rule on the virtual thread that has called the [Authenticator], and under the
/// same deadline. The call may block. After an exception, the client is told to log in again later.
/// As in an authenticator, the state of the player's last visit may not be saved yet.
@FunctionalInterface
public interface LoginRule {
  /// Checks one login.
  ///
  /// @param account the account that the authenticator, or the rule before this one, has returned
  /// @return accepts the login, with this account or another one; or refuses it
  /// @throws InterruptedException when the thread was interrupted, which refuses the login for now
  Authentication check(LoginAttempt attempt, Account account) throws InterruptedException;
}
