package dev.wharf.swarm.hostile;

import com.google.protobuf.ProtocolMessageEnum;
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
  public Set<ProtocolMessageEnum> answers() {
    return Set.of();
  }
}
