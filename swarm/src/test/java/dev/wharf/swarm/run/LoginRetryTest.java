package dev.wharf.swarm.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LoginRetryTest {
  private static final long MILLI = Duration.ofMillis(1).toNanos();
  private static final long[] LIMITS = {250, 500, 1000, 2000, 4000, 4000};

  /// The start time of the tests. It is negative, because the times of the run's clock may be
  /// negative.
  private static final long START = -7;

  @Test
  void eachWaitIsUpToTwiceAsLongAsTheOneBeforeAndAtLeastHalfOfThat() {
    for (long seed = 0; seed < 200; seed++) {
      List<Long> waits = waits(seed, Duration.ofHours(1));
      for (int i = 0; i < LIMITS.length; i++) {
        assertThat(waits.get(i)).isBetween(LIMITS[i] / 2, LIMITS[i]);
      }
    }
  }

  @Test
  void makesAtMostTwentyAttempts() {
    assertThat(waits(1, Duration.ofHours(1))).hasSize(LoginRetry.MAX_LOGINS - 1).hasSize(19);
  }

  @Test
  void startsNoAttemptWhenTheTimeIsOver() {
    for (long seed = 0; seed < 200; seed++) {
      List<Long> waits = waits(seed, Duration.ofSeconds(10));
      assertThat(waits).hasSizeBetween(4, 7);
      assertThat(waits.stream().mapToLong(Long::longValue).sum()).isLessThan(10_000);
    }
    assertThat(waits(1, Duration.ofMillis(125))).isEmpty();
  }

  @Test
  void theSeedDecidesTheWaits() {
    assertThat(waits(3, Duration.ofMinutes(1))).isEqualTo(waits(3, Duration.ofMinutes(1)));
    assertThat(waits(3, Duration.ofMinutes(1))).isNotEqualTo(waits(4, Duration.ofMinutes(1)));
  }

  @Test
  void theNextAttemptIsDueWhenItsWaitIsOver() {
    LoginRetry tries = new LoginRetry(new SplittableRandom(1), LoginRetry.MAX_LOGINS);
    tries.begin(START + Duration.ofSeconds(10).toNanos());
    assertThat(tries.isDue(START)).as("the login is not refused yet").isFalse();
    assertThat(tries.scheduleNext(START, null)).isTrue();
    assertThat(tries.isDue(START + 124 * MILLI)).isFalse();
    assertThat(tries.isDue(START + 250 * MILLI)).isTrue();
    assertThat(tries.startNext() - START).isBetween(125 * MILLI, 250 * MILLI);
    assertThat(tries.isDue(START + 250 * MILLI)).as("the attempt was started").isFalse();
  }

  @Test
  void aReturningUserWaitsShortlyAgain() {
    LoginRetry tries = new LoginRetry(new SplittableRandom(1), LoginRetry.MAX_LOGINS);
    List<Long> waits = waits(tries, Duration.ofMinutes(1));
    assertThat(waits.getLast()).isGreaterThan(250);
    assertThat(waits(tries, Duration.ofMinutes(1)).getFirst()).isBetween(125L, 250L);
  }

  private static List<Long> waits(long seed, Duration time) {
    return waits(new LoginRetry(new SplittableRandom(seed), LoginRetry.MAX_LOGINS), time);
  }

  /// Returns the waits, in milliseconds, of a user whose login the server rejects at once each
  /// time.
  private static List<Long> waits(LoginRetry tries, Duration time) {
    List<Long> waits = new ArrayList<>();
    long now = START;
    tries.begin(START + time.toNanos());
    while (tries.scheduleNext(now, null)) {
      long startNext = tries.startNext();
      waits.add((startNext - now) / MILLI);
      now = startNext;
    }
    return waits;
  }
}
