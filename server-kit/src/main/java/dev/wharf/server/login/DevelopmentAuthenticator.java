package dev.wharf.server.login;

import dev.wharf.server.player.Account;

/// Lets anybody in, under any name that is free. The name is the account, too.
public final class DevelopmentAuthenticator implements Authenticator {
  /// Has nothing to set up.
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
