package dev.wharf.swarm.hostile;

import dev.wharf.protocol.system.FailureCode;
import java.util.List;

/// Sends far more than is allowed: small packets, large ones, such as get a refusal each, and all
/// that before the login. Up to 5,000 packets or 3 MB a second, as fast as the server takes it.
final class Flood extends HostileKind {
  private final List<byte[]> batches;

  Flood(Frames frames, HostileRequests requests) {
    super("flood", "sends as fast as it can", ServerDeadlines::toNotice, FailureCode.RATE_LIMITED);
    batches =
        List.of(
            Frames.times(100, frames.heartbeat()),
            Frames.times(20, frames.of(requests.echo(3000))),
            Frames.times(100, frames.of(requests.rejected())),
            Frames.times(100, frames.heartbeat()));
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
