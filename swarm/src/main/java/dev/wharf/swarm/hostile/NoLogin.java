package dev.wharf.swarm.hostile;

import com.google.protobuf.ProtocolMessageEnum;
import java.time.Duration;
import java.util.Set;

/// Stays before the login: silent, with heartbeats, or after a name that cannot be had.
final class NoLogin implements HostileKind {
  private static final int VARIANTS = 3;
  private static final int SILENT = 0;
  private static final int REFUSED = 1;
  private static final int BEAT_TURNS = 25;

  @Override
  public String name() {
    return "no-login";
  }

  @Override
  public String deed() {
    return "connects, and never logs in";
  }

  @Override
  public Duration bound(ServerDeadlines deadlines) {
    return deadlines.toLogIn();
  }

  @Override
  public Set<ProtocolMessageEnum> answers() {
    return Set.of();
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
