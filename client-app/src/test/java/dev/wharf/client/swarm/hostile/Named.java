package dev.wharf.client.swarm.hostile;

import dev.wharf.proto.FailureCode;
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
  public Set<FailureCode> answers() {
    return Set.of();
  }

  @Override
  public void onLoggedIn(Attempt attempt) {
    thing.accept(attempt);
  }
}
