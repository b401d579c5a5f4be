package dev.wharf.swarm.hostile;

import com.google.protobuf.ProtocolMessageEnum;
import dev.wharf.protocol.system.FailureCode;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Sends far more than is allowed: small packets, large ones, such as get a refusal each, and all
/// that before the login. Up to 5,000 packets or 3 MB a second, as fast as the server takes it.
final class Flood implements HostileKind {
  private final List<byte[]> batches;

  Flood(Frames frames, HostileRequests requests) {
    batches =
        List.of(
            Frames.times(100, frames.heartbeat()),
            Frames.times(20, frames.of(requests.echo(3000))),
            Frames.times(100, frames.of(requests.rejected())),
            Frames.times(100, frames.heartbeat()));
  }

  @Override
  public String name() {
    return "flood";
  }

  @Override
  public String deed() {
    return "sends as fast as it can";
  }

  @Override
  public Duration bound(ServerDeadlines deadlines) {
    return deadlines.toNotice();
  }

  @Override
  public Set<ProtocolMessageEnum> answers() {
    return Set.of(FailureCode.RATE_LIMITED);
  }

  @Override
  public void onConnected(Attempt attempt) {
    if (logsIn(attempt)) {
      attempt.login();
    }
  }

  @Override
  public void onTurn(Attempt attempt) {
    if (attempt.isLoggedIn() == logsIn(attempt) && attempt.isFlushed()) {
      attempt.send(batches.get(attempt.variant(batches.size())));
    }
  }

  private boolean logsIn(Attempt attempt) {
    return attempt.variant(batches.size()) < batches.size() - 1;
  }
}
