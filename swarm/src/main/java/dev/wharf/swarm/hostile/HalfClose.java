package dev.wharf.swarm.hostile;

import com.google.protobuf.ProtocolMessageEnum;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;

/// Says that nothing more will come, and stays for what the server does: before the login, after
/// it, in the middle of a frame.
final class HalfClose implements HostileKind {
  private static final int VARIANTS = 3;

  private final byte[] echo;

  HalfClose(Frames frames, HostileRequests requests) {
    echo = frames.of(requests.echo(1000));
  }

  @Override
  public String name() {
    return "half-close";
  }

  @Override
  public String deed() {
    return "closes its own half, and stays";
  }

  @Override
  public Duration bound(ServerDeadlines deadlines) {
    return deadlines.toNotice();
  }

  @Override
  public Set<ProtocolMessageEnum> answers() {
    return Set.of();
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
