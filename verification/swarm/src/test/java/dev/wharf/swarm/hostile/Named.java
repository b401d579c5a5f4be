package dev.wharf.swarm.hostile;

import java.util.function.Consumer;

/// Kinds that log in, and do one thing then.
final class Named {
  private Named() {}

  static HostileKind kind(String name, Consumer<Attempt> thing) {
    return new HostileKind(name, "logs in, and does one thing", ServerDeadlines::toNotice)
        .onLoggedIn(thing);
  }
}
