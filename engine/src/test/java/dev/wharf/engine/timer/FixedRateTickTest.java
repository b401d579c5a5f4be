package dev.wharf.engine.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.job.ManualExecutor;
import dev.wharf.engine.runtime.ManualRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests ticks at a fixed rate. The test moves the clock, and the ticks go to a queue whose jobs
/// run when the test says so.
class FixedRateTickTest {

  private static final Duration PERIOD = Duration.ofMillis(10);
  private static final long NANOS = PERIOD.toNanos();

  private final ManualExecutor manual = new ManualExecutor();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final JobQueue queue =
      new JobQueue(
          manual,
          JobQueueOptions.defaults()
              .withBudget(Duration.ofMinutes(1))
              .withOnFailure(failures::add));
  private final ManualRuntime runtime = new ManualRuntime();
  private final JobTimer timer =
      new JobTimer(
          JobTimerOptions.defaults().withTick(Duration.ofMillis(1)).withMaxCatchUp(2), runtime);
  private final List<String> ticks = new ArrayList<>();

  @AfterEach
  void close() {
    timer.close();
  }

  @Test
  void countsTicksFromOneAndReportsTheTimeSinceTheLast() {
    FixedRateTick tick = start((number, elapsed) -> ticks.add(number + ": " + elapsed));

    advanceAndRun(NANOS + 7);
    advanceAndRun(NANOS);
    advanceAndRun(NANOS - 2);

    assertThat(ticks).containsExactly("1: 10000007", "2: 10000000", "3: 9999998");
    assertThat(tick.ticks()).isEqualTo(3);
    assertThat(tick.overruns()).isZero();
  }

  @Test
  void countsATickThatTakesLongerThanThePeriod() {
    FixedRateTick tick = start((number, elapsed) -> advance(number == 2 ? NANOS + 1 : 1));

    advanceAndRun(NANOS);
    assertThat(tick.overruns()).isZero();
    advanceAndRun(NANOS);

    assertThat(tick.ticks()).as("the third tick was due at once").isEqualTo(3);
    assertThat(tick.overruns()).isEqualTo(1);
  }

  @Test
  void countsTicksThatWereMissed() {
    FixedRateTick tick = start((number, elapsed) -> ticks.add(number + ": " + elapsed));

    advanceAndRun(11 * NANOS);

    assertThat(ticks)
        .as("one late tick and two that caught up; eight were missed")
        .containsExactly("1: 110000000", "2: 0", "3: 0");
    assertThat(tick.overruns()).isEqualTo(8);
  }

  @Test
  void countsALongTickWhoseHandlerThrowsAndGoesOn() {
    FixedRateTick tick =
        start(
            (number, elapsed) -> {
              advance(number == 1 ? NANOS + 1 : 1);
              throw new IllegalStateException("thrown by the test");
            });

    advanceAndRun(NANOS);

    assertThat(failures).hasSize(2);
    assertThat(tick.ticks()).isEqualTo(2);
    assertThat(tick.overruns()).isEqualTo(1);
    assertThat(tick.isRunning()).isTrue();
  }

  @Test
  void ticksNoMoreOnceStopped() {
    FixedRateTick tick = start((number, elapsed) -> ticks.add("tick"));
    advanceAndRun(NANOS);
    advance(NANOS);

    tick.stop();
    tick.stop();
    manual.runAll();

    assertThat(ticks).hasSize(1);
    assertThat(tick.isRunning()).isFalse();
    assertThat(timer.pending()).isZero();
  }

  @Test
  void stopsWhenItsQueueIsClosed() {
    FixedRateTick tick = start((number, elapsed) -> ticks.add("tick"));
    queue.closeAfter(() -> ticks.add("last"));
    manual.runAll();
    advance(NANOS);

    assertThat(tick.isRunning()).isFalse();
    assertThat(ticks).containsExactly("last");
  }

  @Test
  void rejectsAPeriodThatTheTimerCannotKeep() {
    assertThatThrownBy(
            () -> FixedRateTick.start(timer, queue, Duration.ofNanos(1), (number, elapsed) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("period");
    assertThatThrownBy(
            () ->
                FixedRateTick.start(
                    timer, queue, Duration.ofSeconds(Long.MAX_VALUE), (number, elapsed) -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private FixedRateTick start(TickHandler handler) {
    return FixedRateTick.start(timer, queue, PERIOD, handler);
  }

  private void advanceAndRun(long nanos) {
    advance(nanos);
    manual.runOne();
  }

  private void advance(long nanos) {
    runtime.advance(Duration.ofNanos(nanos));
  }
}
