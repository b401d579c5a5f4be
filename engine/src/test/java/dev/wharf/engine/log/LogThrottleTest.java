package dev.wharf.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.runtime.ManualRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogThrottleTest {
  private final List<String> sums = new ArrayList<>();
  private final ManualRuntime runtime = new ManualRuntime();
  private final LogThrottle<String> throttle =
      LogThrottle.perSecond(runtime, 2, (kind, more) -> sums.add(more + " of " + kind));

  @Test
  void passesTheLimitOfAKindAndLogsTheRestAsASum() {
    assertThat(passed("flood", 7)).isEqualTo(2);
    assertThat(sums).isEmpty();

    endPeriod();
    assertThat(sums).containsExactly("5 of flood");
  }

  @Test
  void countsEachKindByItself() {
    passed("flood", 3);
    assertThat(passed("trickle", 1)).isEqualTo(1);
    endPeriod();
    assertThat(sums).containsExactly("1 of flood");
  }

  @Test
  void startsAnewAfterAPeriod() {
    passed("flood", 3);
    endPeriod();
    assertThat(runtime.pending()).as("scheduled ends of periods").isZero();

    assertThat(passed("flood", 4)).isEqualTo(2);
    assertThat(runtime.pending()).as("one end for each period").isEqualTo(1);
    endPeriod();
    assertThat(sums).containsExactly("1 of flood", "2 of flood");
  }

  @Test
  void logsNoSumWhenAllLinesPassed() {
    passed("flood", 2);
    endPeriod();
    assertThat(sums).isEmpty();
  }

  @Test
  void logsTheSumWhenFlushedAndNotAgainAtTheEndOfThePeriod() {
    passed("flood", 6);
    throttle.flush();
    assertThat(sums).containsExactly("4 of flood");
    endPeriod();
    assertThat(sums).hasSize(1);
  }

  @Test
  void isNotSilencedForGoodWhenThePeriodsEndCannotBeScheduled() {
    runtime.failToSchedule(new OutOfMemoryError("no thread, as the test wants it"));
    assertThatThrownBy(() -> throttle.pass("flood")).isInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(() -> throttle.pass("flood")).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void losesNoLineWhenManyThreadsLogAtOnce() {
    AtomicLong passed = new AtomicLong();
    List<Long> told = new CopyOnWriteArrayList<>();
    LogThrottle<String> real =
        new LogThrottle<>(
            EngineRuntime.system(), 3, Duration.ofMillis(5), (kind, more) -> told.add(more));
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
  void needsAtLeastOneLine() {
    assertThatThrownBy(() -> LogThrottle.perSecond(runtime, 0, (kind, more) -> {}))
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

  private void endPeriod() {
    runtime.advance(Duration.ofSeconds(1));
  }
}
