package dev.wharf.client.console;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next try to connect: twice as long each time, up to a limit, and of
/// that a random part from the half on, so that the clients of a server that comes back do not come
/// back all at once. For one thread at a time.
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int MOST_DOUBLINGS = 10;

  private final RandomGenerator random;
  private int tries;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /// The next wait.
  Duration next() {
    long doubled = FIRST.toMillis() << Math.min(tries++, MOST_DOUBLINGS);
    long limit = Math.min(doubled, LONGEST.toMillis());
    return Duration.ofMillis(limit / 2 + random.nextLong(limit / 2 + 1));
  }

  /// It went well: begin anew.
  void reset() {
    tries = 0;
  }
}
