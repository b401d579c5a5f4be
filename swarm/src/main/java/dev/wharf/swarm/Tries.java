package dev.wharf.swarm;

import dev.wharf.client.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// When a client who was turned away tries again: after longer and longer, as often as its time
/// allows, and not more than [#MOST] times in all. For one thread.
final class Tries {
  /// How often a client tries, the first time among them.
  static final int MOST = 20;

  private static final Duration FIRST_WAIT = Duration.ofMillis(250);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(4);

  private final Backoff backoff;
  private int made;
  private long deadline;
  private boolean isWaiting;
  private long nextAt;

  Tries(RandomGenerator random) {
    this.backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
  }

  /// The first is made.
  ///
  /// @param until by the clock: no other begins from then on
  void begin(long until) {
    backoff.reset();
    made = 1;
    deadline = until;
    isWaiting = false;
  }

  /// Whether it waits for the next.
  boolean isWaiting() {
    return isWaiting;
  }

  /// It was turned away, and waits from now on.
  ///
  /// @return false when it must not try again
  boolean await(long now) {
    nextAt = now + backoff.next().toNanos();
    isWaiting = made < MOST && nextAt - deadline < 0;
    return isWaiting;
  }

  /// Whether the next is to be made now.
  boolean isDue(long now) {
    return isWaiting && now - nextAt >= 0;
  }

  /// The next is made.
  ///
  /// @return when it was to be, by the clock
  long next() {
    isWaiting = false;
    made++;
    return nextAt;
  }
}
