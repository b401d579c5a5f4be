package dev.wharf.server.login;

import dev.wharf.server.player.Account;

/// Accepts every login without a check of the credential. The id of the account is the player's
/// name.
public final class DevelopmentAuthenticator implements Authenticator {
  /// Creates an authenticator.
  public DevelopmentAuthenticator() {}

  @Override
  public Authentication authenticate(LoginAttempt attempt) {
    return Authentication.accepted(Account.of(attempt.name()));
  }

  @Override
  public boolean isForDevelopment() {
    return true;
  }
}
