package dev.wharf.client;

import dev.wharf.protocol.system.Failure;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Computes the waits between tries to connect. The longest possible wait doubles with each try, up
/// to a limit. Each wait is random: between half of the longest possible wait and all of it. So the
/// clients of a restarted server do not connect all at once. For one thread at a time.
public final class Backoff {
  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private Duration limit;

  /// Creates a backoff that has not waited yet.
  ///
  /// @param first the longest possible wait before the second try
  /// @param longest the limit of all waits
  /// @param random chooses the waits
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

  /// Returns the next wait after a refused login: the time that the server asks for, up to the
  /// limit of all waits, and then the wait of [#next()].
  ///
  /// @param refusal the server's answer; null when there was none
  public Duration next(@Nullable Failure refusal) {
    long asked = refusal == null ? 0 : Integer.toUnsignedLong(refusal.getRetryAfterMs());
    return next().plusMillis(Math.min(asked, longest.toMillis()));
  }

  /// Starts again with short waits: the next wait is a first wait.
  public void reset() {
    limit = first;
  }
}
