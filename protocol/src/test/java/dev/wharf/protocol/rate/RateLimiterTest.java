package dev.wharf.protocol.rate;

import static dev.wharf.protocol.rate.RateLimiter.Verdict.EXCEEDED;
import static dev.wharf.protocol.rate.RateLimiter.Verdict.PASS;
import static dev.wharf.protocol.rate.RateLimiter.Verdict.WARN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.wharf.protocol.PacketOptions;
import dev.wharf.protocol.RateLimit;
import dev.wharf.protocol.rate.RateLimiter.Verdict;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private static final RateLimit PACKETS = RateLimit.OFF.withPackets(10, 20);
  private static final RateLimit BYTES = RateLimit.OFF.withBytes(1000, 2000);

  /// The time of the test's clock. Its start is arbitrary: the origin of a nanosecond clock has no
  /// meaning, and the clock may overflow.
  private long now = Long.MAX_VALUE - 1000;

  @Test
  void acceptsABurstThenWarnsOnceThenEnds() {
    RateLimiter limiter = new RateLimiter(PACKETS, now);
    assertVerdicts(limiter, 20, PASS);
    assertThat(limiter.count(1, now)).isEqualTo(WARN);
    assertVerdicts(limiter, 19, PASS);
    assertThat(limiter.count(1, now)).isEqualTo(EXCEEDED);
  }

  @Test
  void acceptsTheRateForEver() {
    RateLimiter limiter = new RateLimiter(PACKETS, now);
    for (int i = 0; i < 10_000; i++) {
      pass(100, TimeUnit.MILLISECONDS);
      assertThat(limiter.count(1, now)).isEqualTo(PASS);
    }
  }

  @Test
  void endsAPeerThatStaysAboveTheRate() {
    RateLimiter limiter = new RateLimiter(PACKETS, now);
    int warnings = 0;
    int handled = 0;
    Verdict verdict = PASS;
    while (verdict != EXCEEDED) {
      pass(50, TimeUnit.MILLISECONDS);
      verdict = limiter.count(1, now);
      warnings += verdict == WARN ? 1 : 0;
      handled++;
    }
    assertThat(warnings).isEqualTo(1);
    assertThat(handled).isBetween(78, 82);
  }

  @Test
  void doesNotWarnAgainBeforeTheBucketsAreFull() {
    RateLimiter limiter = new RateLimiter(PACKETS, now);
    assertVerdicts(limiter, 20, PASS);
    assertThat(limiter.count(1, now)).isEqualTo(WARN);
    pass(2, TimeUnit.SECONDS);
    assertVerdicts(limiter, 19, PASS);
    assertThat(limiter.count(1, now)).isEqualTo(PASS);
  }

  @Test
  void warnsAgainAfterTheBucketsWereFull() {
    RateLimiter limiter = new RateLimiter(PACKETS, now);
    assertVerdicts(limiter, 20, PASS);
    assertThat(limiter.count(1, now)).isEqualTo(WARN);
    pass(2100, TimeUnit.MILLISECONDS);
    assertVerdicts(limiter, 20, PASS);
    assertThat(limiter.count(1, now)).isEqualTo(WARN);
  }

  @Test
  void countsBytesInABucketOfTheirOwn() {
    RateLimiter limiter = new RateLimiter(BYTES, now);
    assertThat(limiter.count(2000, now)).isEqualTo(PASS);
    assertThat(limiter.count(1000, now)).isEqualTo(WARN);
    assertThat(limiter.count(1000, now)).isEqualTo(PASS);
    assertThat(limiter.count(1, now)).isEqualTo(EXCEEDED);
  }

  @Test
  void refillsBytesWithTime() {
    RateLimiter limiter = new RateLimiter(BYTES, now);
    assertThat(limiter.count(2000, now)).isEqualTo(PASS);
    pass(500, TimeUnit.MILLISECONDS);
    assertThat(limiter.count(500, now)).isEqualTo(PASS);
    assertThat(limiter.count(1, now)).isEqualTo(WARN);
  }

  @Test
  void refillsNothingWhenTheClockRunsBackwards() {
    RateLimiter limiter = new RateLimiter(PACKETS, now);
    assertVerdicts(limiter, 20, PASS);
    pass(-5, TimeUnit.SECONDS);
    assertThat(limiter.count(1, now)).isEqualTo(WARN);
  }

  @Test
  void isOffWithoutLimits() {
    assertThat(new RateLimiter(RateLimit.OFF, now).isOff()).isTrue();
    assertThat(new RateLimiter(RateLimit.defaults(), now).isOff()).isFalse();
  }

  @Test
  void rejectsARateWithoutABurst() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimit.OFF.withPackets(10, 0))
        .withMessage("packet burst must be 1 to 1000000, not 0");
  }

  @Test
  void rejectsAByteBurstSmallerThanAFrame() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PacketOptions.forServer().withRateLimit(RateLimit.defaults().withBytes(1000, 4095)))
        .withMessageContaining("byte burst of 4095 is smaller than a frame of 4096 bytes");
  }

  private void assertVerdicts(RateLimiter limiter, int count, Verdict expected) {
    for (int i = 0; i < count; i++) {
      assertThat(limiter.count(1, now)).as("packet %d", i).isEqualTo(expected);
    }
  }

  private void pass(long time, TimeUnit unit) {
    now += unit.toNanos(time);
  }
}
