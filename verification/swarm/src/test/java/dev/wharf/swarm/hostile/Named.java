package dev.wharf.swarm.hostile;

import java.util.function.Consumer;

/// Creates hostile kinds that log in, and do one thing after the login.
final class Named {
  private Named() {}

  static HostileKind kind(String name, Consumer<HostileConnection> thing) {
    return new HostileKind(name, "logs in, and does one thing", ServerDeadlines::immediateBound)
        .onLoggedIn(thing);
  }
}
