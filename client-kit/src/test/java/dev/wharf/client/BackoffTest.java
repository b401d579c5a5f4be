package dev.wharf.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.protocol.system.Failure;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final long[] LIMITS = {500, 1000, 2000, 4000, 8000, 16000, 30000, 30000};

  @Test
  void isBetweenHalfOfTheLimitAndTheLimitWhichDoublesUpToTheLongest() {
    for (long seed = 0; seed < 200; seed++) {
      Backoff backoff = backoff(new Random(seed));
      for (long limit : LIMITS) {
        assertThat(backoff.next().toMillis()).isBetween(limit / 2, limit);
      }
    }
  }

  @Test
  void reachesBothEnds() {
    assertThat(backoff(always(0)).next()).isEqualTo(Duration.ofMillis(250));
    Set<Long> seen = new HashSet<>();
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      seen.add(backoff(random).next().toMillis());
    }
    assertThat(seen).contains(250L, 500L).hasSize(251);
  }

  @Test
  void staysWithinItsLimitAfterManyAttempts() {
    Backoff backoff = backoff(new Random(1));
    for (int i = 0; i < 10_000; i++) {
      assertThat(backoff.next()).isBetween(Duration.ofMillis(250), LONGEST);
    }
  }

  @Test
  void startsAnewAfterASuccess() {
    Backoff backoff = backoff(new Random(1));
    for (int i = 0; i < 20; i++) {
      backoff.next();
    }
    backoff.reset();
    assertThat(backoff.next()).isLessThanOrEqualTo(FIRST);
  }

  @Test
  void waitsAsLongAsTheServerAsksButNotForEver() {
    assertThat(backoff(always(0)).next(null)).isEqualTo(Duration.ofMillis(250));
    assertThat(backoff(always(0)).next(busyFor(700))).isEqualTo(Duration.ofMillis(950));
    int moreThanAnIntHolds = (int) 3_000_000_000L;
    assertThat(backoff(always(0)).next(busyFor(moreThanAnIntHolds)))
        .isEqualTo(LONGEST.plusMillis(250));
  }

  private static Failure busyFor(int millis) {
    return Failure.newBuilder().setRetryAfterMs(millis).build();
  }

  private static Backoff backoff(RandomGenerator random) {
    return new Backoff(FIRST, LONGEST, random);
  }

  private static RandomGenerator always(long value) {
    return () -> value;
  }
}
