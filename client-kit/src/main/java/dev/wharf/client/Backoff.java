package dev.wharf.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// The waits between tries to connect. The longest possible wait doubles with each try, up to a
/// limit. Each wait is a random part of it, between the half and the whole, so that the clients of
/// a restarted server do not connect all at once. For one thread at a time.
public final class Backoff {
  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private Duration limit;

  /// @param first the longest possible first wait
  /// @param longest the longest possible wait
  public Backoff(Duration first, Duration longest, RandomGenerator random) {
    this.first = first;
    this.longest = longest;
    this.random = random;
    this.limit = first;
  }

  /// Returns the next wait.
  public Duration next() {
    long half = limit.toMillis() / 2;
    Duration doubled = limit.multipliedBy(2);
    limit = doubled.compareTo(longest) < 0 ? doubled : longest;
    return Duration.ofMillis(half + random.nextLong(half + 1));
  }

  /// Starts again with the first wait, after a success.
  public void reset() {
    limit = first;
  }
}
