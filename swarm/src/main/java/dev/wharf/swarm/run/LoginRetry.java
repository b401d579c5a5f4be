package dev.wharf.swarm.run;

import dev.wharf.client.Backoff;
import dev.wharf.protocol.system.Failure;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Schedules the login attempts of a virtual user while the server is full. The waits grow. The
/// user gives up at its deadline, and after its last attempt. Only one thread may use it.
final class LoginRetry {
  /// The largest number of login attempts of a user that does not wait for a new server.
  static final int MAX_LOGINS = 20;

  private static final Duration FIRST_WAIT = Duration.ofMillis(250);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);

  private final Backoff backoff;
  private final int mostLogins;
  private int logins;
  private long deadline;
  private boolean isWaiting;
  private long nextAt;

  /// Creates the schedule of one user.
  ///
  /// @param mostLogins the largest number of attempts
  LoginRetry(RandomGenerator random, int mostLogins) {
    this.mostLogins = mostLogins;
    this.backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
  }

  /// Records that the first login attempt starts now.
  ///
  /// @param until the user's deadline, by the run's clock; no attempt starts after it
  void begin(long until) {
    backoff.reset();
    logins = 1;
    deadline = until;
    isWaiting = false;
  }

  /// Returns whether the user waits for its next login attempt.
  boolean isWaiting() {
    return isWaiting;
  }

  /// Schedules the next attempt, after the server has rejected one.
  ///
  /// @param now the present time of the run's clock
  /// @param refusal the server's answer; null when there was none
  /// @return false when the user must not try again
  boolean scheduleNext(long now, @Nullable Failure refusal) {
    nextAt = now + backoff.next(refusal).toNanos();
    isWaiting = logins < mostLogins && nextAt - deadline < 0;
    return isWaiting;
  }

  /// Returns whether the next login attempt is due.
  boolean isDue(long now) {
    return isWaiting && now - nextAt >= 0;
  }

  /// Records that the next login attempt starts now.
  ///
  /// @return the time for which the attempt was scheduled, by the run's clock
  long startNext() {
    isWaiting = false;
    logins++;
    return nextAt;
  }
}
