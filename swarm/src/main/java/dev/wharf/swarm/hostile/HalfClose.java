package dev.wharf.swarm.hostile;

import java.util.Arrays;

/// Says that nothing more will come, and stays for what the server does: before the login, after
/// it, in the middle of a frame.
final class HalfClose extends HostileKind {
  private static final int VARIANTS = 3;

  private final byte[] echo;

  HalfClose(Frames frames, HostileRequests requests) {
    super("half-close", "closes its own half, and stays", ServerDeadlines::toNotice);
    echo = frames.of(requests.echo(1000));
  }

  @Override
  public void onConnected(Attempt attempt) {
    if (attempt.variant(VARIANTS) == 0) {
      attempt.finish();
    } else {
      attempt.login();
    }
  }

  @Override
  public void onLoggedIn(Attempt attempt) {
    attempt.send(echo);
    if (attempt.variant(VARIANTS) == 1) {
      attempt.send(Arrays.copyOf(echo, 5));
    }
    attempt.finish();
  }
}
