package dev.wharf.swarm.hostile;

import dev.wharf.protocol.system.FailureCode;
import java.util.Locale;

/// Has heard somebody's token, and uses it: for another name, with a later end, without its
/// signature, with the name written otherwise, and as it is while its owner is online.
final class ReplayedToken extends HostileKind {
  private static final int VARIANTS = 5;

  ReplayedToken() {
    super(
        "replayed-token",
        "uses a token that is somebody else's",
        ServerDeadlines::toLogIn,
        FailureCode.LOGIN_REFUSED,
        FailureCode.NAME_TAKEN);
  }

  @Override
  public boolean needsStolenToken() {
    return true;
  }

  @Override
  public void onConnected(Attempt attempt) {
    replay(attempt);
  }

  @Override
  public void onFailure(Attempt attempt, int code) {
    replay(attempt);
  }

  @Override
  public void onLoggedIn(Attempt attempt) {
    attempt.wasLetIn();
  }

  private static void replay(Attempt attempt) {
    StolenToken stolen = attempt.stolenToken();
    switch (attempt.variant(VARIANTS)) {
      case 0 -> attempt.login(attempt.name(), stolen.token());
      case 1 -> attempt.login(stolen.name(), stolen.withLaterEnd());
      case 2 -> attempt.login(stolen.name(), stolen.withoutSignature());
      case 3 -> attempt.login(stolen.name().toUpperCase(Locale.ROOT), stolen.token());
      default -> attempt.login(stolen.name(), stolen.token());
    }
  }
}
