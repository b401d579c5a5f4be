package dev.wharf.client.swarm.hostile;

import dev.wharf.proto.FailureCode;
import java.time.Duration;
import java.util.Set;

/// Asks for as much as an honest client may, or for as much as it can, and reads none of it.
///
/// The first takes long: what the server sends lies in the system's buffers, up to some megabytes
/// on loopback, before it waits in the server.
final class NeverReads implements HostileKind {
  private static final byte[] ECHO = Frames.echo(3000);

  /// As much as a server with default settings takes at once, and then goes on taking.
  private static final int AT_ONCE = 80;

  private static final int ECHO_TURNS = 3;
  private static final int VARIANTS = 2;
  private static final int IN_MEASURE = 0;
  private static final byte[] MANY = Frames.times(20, ECHO);

  @Override
  public String name() {
    return "never-reads";
  }

  @Override
  public String deed() {
    return "asks for much, and reads nothing";
  }

  @Override
  public Duration bound(ServerDeadlines deadlines) {
    return deadlines.toRead();
  }

  @Override
  public Set<FailureCode> answers() {
    return Set.of();
  }

  @Override
  public int receiveBufferBytes() {
    return 4096;
  }

  @Override
  public void onLoggedIn(Attempt attempt) {
    attempt.deafen();
    attempt.send(Frames.times(AT_ONCE, ECHO));
  }

  @Override
  public void onTurn(Attempt attempt) {
    if (!attempt.isLoggedIn() || !attempt.isFlushed()) {
      return;
    }
    if (attempt.variant(VARIANTS) != IN_MEASURE) {
      attempt.send(MANY);
    } else if (attempt.turn() % ECHO_TURNS == 0) {
      attempt.send(ECHO);
    }
  }
}
