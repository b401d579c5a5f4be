package dev.wharf.swarm.run;

import dev.wharf.client.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Schedules the next login of a user that the server had no place for: the waits grow, the tries
/// end with the user's time, and there are at most [#MOST] of them. For one thread.
final class LoginRetry {
  /// The most logins of a user, the first one included.
  static final int MOST = 20;

  private static final Duration FIRST_WAIT = Duration.ofMillis(250);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);

  private final Backoff backoff;
  private int made;
  private long deadline;
  private boolean isWaiting;
  private long nextAt;

  LoginRetry(RandomGenerator random) {
    this.backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
  }

  /// Records that the first login starts now.
  ///
  /// @param until the time by the clock from which no other login starts
  void begin(long until) {
    backoff.reset();
    made = 1;
    deadline = until;
    isWaiting = false;
  }

  /// Whether the user waits for its next login.
  boolean isWaiting() {
    return isWaiting;
  }

  /// The login was rejected: the wait for the next one starts.
  ///
  /// @return false when the user must not try again
  boolean await(long now) {
    nextAt = now + backoff.next().toNanos();
    isWaiting = made < MOST && nextAt - deadline < 0;
    return isWaiting;
  }

  /// Whether the next login is due.
  boolean isDue(long now) {
    return isWaiting && now - nextAt >= 0;
  }

  /// Records that the next login starts now.
  ///
  /// @return when it was scheduled, by the clock
  long next() {
    isWaiting = false;
    made++;
    return nextAt;
  }
}
