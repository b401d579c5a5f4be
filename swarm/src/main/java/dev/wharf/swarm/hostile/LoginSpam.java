package dev.wharf.swarm.hostile;

import dev.wharf.protocol.system.FailureCode;

/// Tries to log in again and again: with names that cannot be had, with what is no token, under the
/// name of somebody who is online, twice at once.
final class LoginSpam extends HostileKind {
  private static final String TOO_LONG = "t".repeat(1025);

  /// Marks in the order that makes them the slowest to normalize.
  private static final String MARKS = "\u0344".repeat(900) + "\u0327".repeat(900);

  private static final int VARIANTS = 6;
  private static final int TWICE = 4;

  LoginSpam() {
    super(
        "login-spam",
        "logs in again and again, with names and tokens that it cannot have",
        ServerDeadlines::toLogIn,
        FailureCode.LOGIN_REFUSED,
        FailureCode.NAME_TAKEN,
        FailureCode.WRONG_STATE);
  }

  @Override
  public void onConnected(Attempt attempt) {
    tryToLogIn(attempt);
    if (attempt.variant(VARIANTS) == TWICE) {
      tryToLogIn(attempt);
    }
  }

  /// A server that asks for no token lets it in.
  @Override
  public void onLoggedIn(Attempt attempt) {
    tryToLogIn(attempt);
  }

  @Override
  public void onFailure(Attempt attempt, int code) {
    tryToLogIn(attempt);
  }

  private static void tryToLogIn(Attempt attempt) {
    switch (attempt.variant(VARIANTS)) {
      case 0 -> attempt.login("!", "");
      case 1 -> attempt.login(attempt.name(), TOO_LONG);
      case 2 -> attempt.login(attempt.honestName(), "");
      case 3 -> attempt.login(attempt.name(), Long.toHexString(attempt.random().nextLong()));
      case 5 -> attempt.login(MARKS, "");
      default -> attempt.login();
    }
  }
}
