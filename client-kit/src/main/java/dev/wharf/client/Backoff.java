package dev.wharf.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before the next try to connect: twice as long each time, up to a limit, and of
/// that a random part from the half on, so that the clients of a server that comes back do not come
/// back all at once. For one thread at a time.
public final class Backoff {
  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private Duration limit;

  /// @param first the most that the first wait may be
  /// @param longest the most that any may be
  public Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
    this.limit = first;
  }

  /// The next wait.
  public Duration next() {
    long half = limit.toMillis() / 2;
    Duration doubled = limit.multipliedBy(2);
    limit = doubled.compareTo(longest) < 0 ? doubled : longest;
    return Duration.ofMillis(half + random.nextLong(half + 1));
  }

  /// It went well: begin anew.
  public void reset() {
    limit = first;
  }
}
