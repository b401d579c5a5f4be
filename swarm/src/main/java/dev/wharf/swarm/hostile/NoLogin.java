package dev.wharf.swarm.hostile;

/// Stays before the login: silent, with heartbeats, or after a name that cannot be had.
final class NoLogin extends HostileKind {
  private static final int VARIANTS = 3;
  private static final int SILENT = 0;
  private static final int REFUSED = 1;
  private static final int BEAT_TURNS = 25;

  NoLogin() {
    super("no-login", "connects, and never logs in", ServerDeadlines::toLogIn);
  }

  @Override
  public void onConnected(Attempt attempt) {
    if (attempt.variant(VARIANTS) == REFUSED) {
      attempt.login("!", "");
    }
  }

  @Override
  public void onTurn(Attempt attempt) {
    if (attempt.variant(VARIANTS) != SILENT && attempt.turn() % BEAT_TURNS == 0) {
      attempt.beat();
    }
  }
}
