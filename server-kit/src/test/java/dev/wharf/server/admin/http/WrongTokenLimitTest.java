package dev.wharf.server.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WrongTokenLimitTest {
  private static final InetAddress STRANGER = address(1);
  private static final InetAddress OTHER_STRANGER = address(2);
  private static final InetAddress OPERATOR = address(3);

  private long now =
      Long.MAX_VALUE - Duration.ofSeconds(90).toNanos(); // overflows in the second minute
  private final WrongTokenLimit tries = new WrongTokenLimit(() -> now);

  @Test
  void refusesNewAddressesAfterTenWrongTokensUntilTheMinuteIsOver() {
    for (int i = 0; i < WrongTokenLimit.MOST_WRONG; i++) {
      assertThat(wrong(i % 2 == 0 ? STRANGER : OTHER_STRANGER, i)).isZero();
      pass(Duration.ofMillis(4_100));
    }
    assertThat(wrong(STRANGER, 99)).isEqualTo(19);
    assertThat(right(OPERATOR))
        .as("seconds to wait for an address without wrong tokens")
        .isEqualTo(19);
    pass(Duration.ofMillis(18_999));
    assertThat(right(OPERATOR)).isEqualTo(1);
    pass(Duration.ofMillis(1));
    assertThat(right(OPERATOR)).isZero();
  }

  @Test
  void refusedTriesDoNotLengthenTheWait() {
    for (int minute = 0; minute < 3; minute++) {
      guessMoreThanAllowed(STRANGER);
      assertThat(wrong(STRANGER, 99)).isEqualTo(60);
      pass(WrongTokenLimit.WINDOW);
    }
    assertThat(right(OPERATOR)).isZero();
  }

  @Test
  void othersCannotLockOutAnAddressThatHadTheRightToken() {
    assertThat(right(OPERATOR)).isZero();
    guessMoreThanAllowed(STRANGER);
    assertThat(right(OPERATOR)).isZero();
    guessMoreThanAllowed(OPERATOR);
    assertThat(right(OPERATOR)).as("seconds to wait after own wrong tokens").isEqualTo(60);
  }

  @Test
  void theSameWrongTokenCountsOnce() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(wrong(STRANGER, 7)).isZero();
    }
    assertThat(right(STRANGER)).isZero();
  }

  @Test
  void remembersALimitedNumberOfAddressesAndForgetsTheLeastRecent() {
    right(OPERATOR);
    for (int i = 0; i < WrongTokenLimit.MOST_KNOWN; i++) {
      right(address(100 + i));
      right(OPERATOR);
    }
    guessMoreThanAllowed(STRANGER);
    assertThat(right(OPERATOR)).isZero();
    assertThat(right(address(101))).isZero();
    assertThat(right(address(100))).as("the address is forgotten").isPositive();
  }

  private void guessMoreThanAllowed(InetAddress from) {
    for (int i = 0; i <= WrongTokenLimit.MOST_WRONG; i++) {
      wrong(from, i);
    }
  }

  private long wrong(InetAddress from, int guess) {
    return tries.record(from, "guess " + guess, false);
  }

  private long right(InetAddress from) {
    return tries.record(from, "the token", true);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private static InetAddress address(int last) {
    return InetAddress.ofLiteral("10.0.0." + last);
  }
}
