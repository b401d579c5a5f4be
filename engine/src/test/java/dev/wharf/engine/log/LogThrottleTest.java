package dev.wharf.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogThrottleTest {
  private final List<String> sums = new ArrayList<>();
  private final Queue<Runnable> periodEnds = new ArrayDeque<>();
  private final LogThrottle<String> throttle =
      new LogThrottle<>(2, (kind, more) -> sums.add(more + " of " + kind), periodEnds::add);

  @Test
  void passesSoManyOfAKindAndTellsTheRestAsASumAtTheEndOfThePeriod() {
    assertThat(passed("flood", 7)).isEqualTo(2);
    assertThat(sums).isEmpty();

    endOldestPeriod();
    assertThat(sums).containsExactly("5 of flood");
  }

  @Test
  void countsEachKindByItself() {
    passed("flood", 3);
    assertThat(passed("trickle", 1)).isEqualTo(1);
    endOldestPeriod();
    endOldestPeriod();
    assertThat(sums).containsExactly("1 of flood");
  }

  @Test
  void beginsAnewAfterAPeriodAndKeepsNothingOfIt() {
    passed("flood", 3);
    endOldestPeriod();
    assertThat(periodEnds).as("periods under way").isEmpty();

    assertThat(passed("flood", 4)).isEqualTo(2);
    assertThat(periodEnds).as("one end for each period").hasSize(1);
    endOldestPeriod();
    assertThat(sums).containsExactly("1 of flood", "2 of flood");
  }

  @Test
  void tellsNoSumWhenAllPassed() {
    passed("flood", 2);
    endOldestPeriod();
    assertThat(sums).isEmpty();
  }

  @Test
  void tellsWhatIsLeftWhenFlushedAndNotOnceMoreAtTheEndOfThePeriod() {
    passed("flood", 6);
    throttle.flush();
    assertThat(sums).containsExactly("4 of flood");
    endOldestPeriod();
    assertThat(sums).hasSize(1);
  }

  @Test
  void isNotSilencedForGoodWhenThePeriodsEndCannotBeScheduled() {
    LogThrottle<String> broken =
        new LogThrottle<>(
            1,
            (kind, more) -> {},
            task -> {
              throw new RejectedExecutionException("no thread");
            });
    assertThatThrownBy(() -> broken.pass("flood")).isInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> broken.pass("flood")).isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void losesNoLineWhenManyThreadsLogAtOnce() {
    AtomicLong passed = new AtomicLong();
    List<Long> told = new CopyOnWriteArrayList<>();
    LogThrottle<String> real =
        new LogThrottle<>(3, Duration.ofMillis(5), (kind, more) -> told.add(more));
    int threads = 4;
    int lines = 20_000;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int thread = 0; thread < threads; thread++) {
        pool.execute(
            () -> {
              for (int line = 0; line < lines; line++) {
                if (real.pass("flood")) {
                  passed.incrementAndGet();
                }
              }
            });
      }
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                passed.get() + told.stream().mapToLong(Long::longValue).sum()
                    == (long) threads * lines);
  }

  @Test
  void wantsAtLeastOneLine() {
    assertThatThrownBy(() -> LogThrottle.perSecond(0, (kind, more) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lines");
  }

  private int passed(String kind, int lines) {
    int passed = 0;
    for (int line = 0; line < lines; line++) {
      passed += throttle.pass(kind) ? 1 : 0;
    }
    return passed;
  }

  private void endOldestPeriod() {
    periodEnds.remove().run();
  }
}
