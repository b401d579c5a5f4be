package dev.wharf.swarm.hostile;

import java.util.function.Consumer;

/// A kind that logs in, and does one thing then.
final class Named extends HostileKind {
  private final Consumer<Attempt> thing;

  Named(String name, Consumer<Attempt> thing) {
    super(name, "logs in, and does one thing", ServerDeadlines::toNotice);
    this.thing = thing;
  }

  @Override
  public void onLoggedIn(Attempt attempt) {
    thing.accept(attempt);
  }
}
