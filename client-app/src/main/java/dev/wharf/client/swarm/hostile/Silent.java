package dev.wharf.client.swarm.hostile;

import dev.wharf.proto.FailureCode;
import java.time.Duration;
import java.util.Set;

/// Logs in, and gives no sign of life.
final class Silent implements HostileKind {
  @Override
  public String name() {
    return "silent";
  }

  @Override
  public String deed() {
    return "logs in, then gives no sign of life";
  }

  @Override
  public Duration bound(ServerDeadlines deadlines) {
    return deadlines.toSpeak();
  }

  @Override
  public Set<FailureCode> answers() {
    return Set.of();
  }
}
