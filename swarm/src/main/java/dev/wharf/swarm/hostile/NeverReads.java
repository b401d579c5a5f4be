package dev.wharf.swarm.hostile;

/// Asks for as much as an honest client may, or for as much as it can, and reads none of it.
///
/// The first takes long: what the server sends lies in the system's buffers, up to some megabytes
/// on loopback, before it waits in the server. So it asks for what is larger than the question:
/// [HostileRequests#costly()].
final class NeverReads extends HostileKind {
  /// As much as a server with default settings takes at once, and then goes on taking.
  private static final int AT_ONCE = 80;

  private static final int ECHO_TURNS = 3;
  private static final int VARIANTS = 2;
  private static final int IN_MEASURE = 0;

  private final Frames frames;
  private final HostileRequests requests;
  private final byte[] echo;
  private final byte[] costly;

  NeverReads(Frames frames, HostileRequests requests) {
    super("never-reads", "asks for much, and reads nothing", ServerDeadlines::toRead);
    this.frames = frames;
    this.requests = requests;
    this.echo = frames.of(requests.echo(3000));
    this.costly = frames.of(requests.costly());
  }

  @Override
  public int receiveBufferBytes() {
    return 4096;
  }

  @Override
  public void onLoggedIn(Attempt attempt) {
    attempt.deafen();
    requests.beforeCostly(attempt.name()).forEach(one -> attempt.send(frames.of(one)));
    attempt.send(Frames.times(AT_ONCE, echo));
  }

  @Override
  public void onTurn(Attempt attempt) {
    if (!attempt.isLoggedIn() || !attempt.isFlushed()) {
      return;
    }
    if (attempt.variant(VARIANTS) != IN_MEASURE) {
      attempt.send(Frames.times(20, echo));
      return;
    }
    attempt.send(costly);
    if (attempt.turn() % ECHO_TURNS == 0) {
      attempt.send(echo);
    }
  }
}
