package dev.wharf.swarm.hostile;

import com.google.protobuf.ProtocolMessageEnum;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/// A kind that logs in, and does one thing then.
record Named(String name, Consumer<Attempt> thing) implements HostileKind {
  @Override
  public String deed() {
    return "logs in, and does one thing";
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
  public void onLoggedIn(Attempt attempt) {
    thing.accept(attempt);
  }
}
