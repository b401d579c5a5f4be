package dev.wharf.server.login;

import java.util.List;

/// An authenticator with the rules of the game after it. Thread-safe.
///
/// @param rules in their order; the first refusal ends the check
record RuledAuthenticator(Authenticator first, List<LoginRule> rules) implements Authenticator {
  @Override
  public Authentication authenticate(LoginAttempt attempt) throws InterruptedException {
    Authentication result = first.authenticate(attempt);
    for (LoginRule rule : rules) {
      if (!(result instanceof Authentication.Accepted accepted)) {
        return result;
      }
      result = rule.check(attempt, accepted.account());
    }
    return result;
  }
}
