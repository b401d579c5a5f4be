package dev.wharf.engine.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.engine.runtime.ManualRuntime;
import dev.wharf.engine.timer.FixedRateTick;
import dev.wharf.engine.timer.JobTimer;
import dev.wharf.engine.timer.JobTimerOptions;
import dev.wharf.engine.timer.PeriodicJobs;
import dev.wharf.engine.timer.TimerHandle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests that the failures of jobs are counted for each queue name, and that a tick that always
/// fails is reported.
class JobFailuresTest {
  private static final Duration PERIOD = Duration.ofMillis(2);
  private static final Duration LONG = Duration.ofSeconds(5);
  private static final int PERIODS = Math.toIntExact(LONG.dividedBy(PERIOD));

  private final JobFailures failures = new JobFailures();
  private final ManualRuntime runtime = new ManualRuntime();
  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicBoolean broken = new AtomicBoolean(true);

  private final JobTimer timer =
      new JobTimer(JobTimerOptions.defaults().withTick(Duration.ofMillis(1)), runtime);

  @AfterEach
  void close() {
    timer.close();
  }

  @Test
  void countsJobsByTheNameOfTheirQueue() {
    JobQueue room = queue("room");
    JobQueue otherRoom = queue("room");
    queue("quiet").push(runs::incrementAndGet);

    room.push(this::run);
    otherRoom.push(this::run);
    queue("party").push(this::run);

    assertThat(failures.counts())
        .containsOnly(entry("room", 2), entry("party", 1), entry("quiet", 0));
  }

  @Test
  void countsAFailureThatTheGamesOwnOnFailureHandles() {
    AtomicInteger told = new AtomicInteger();
    JobQueueOptions own =
        JobQueueOptions.defaults().withName("own").withOnFailure(_ -> told.incrementAndGet());
    new JobQueue(new Counting(), own).push(this::run);

    assertThat(failures.counts()).containsOnly(entry("own", 1));
    assertThat(told).hasValue(1);
  }

  @Test
  void countsAJobOfATimerAndEachFailingTick() {
    timer.after(PERIOD, queue("once"), this::run);
    FixedRateTick.start(timer, queue("world"), PERIOD, (_, _) -> run());

    pass(4);
    assertThat(failures.counts()).containsOnly(entry("once", 1), entry("world", 4));
  }

  @Test
  void keepsABoundedNumberOfNames() {
    for (int i = 0; i < JobFailures.MOST_NAMES + 10; i++) {
      queue("room " + i).push(this::run);
    }
    assertThat(failures.counts())
        .hasSize(JobFailures.MOST_NAMES + 1)
        .contains(entry(JobFailures.OTHERS, 10));
  }

  @Test
  void knowsATickThatFailsAgainAndAgainUntilARunSucceeds() {
    FixedRateTick.start(timer, queue("room"), PERIOD, (_, _) -> run());
    timer.every(PERIOD, queue("room"), runs::incrementAndGet);

    pass(PERIODS);
    assertThat(timer.failingFor(LONG)).as("not for long yet").isEmpty();
    pass(1);
    assertThat(timer.failingFor(LONG)).isEqualTo(failing(2));
    broken.set(false);
    pass(1);
    assertThat(timer.failingFor(Duration.ZERO)).isEmpty();
  }

  @Test
  void forgetsAFailingTickThatIsStopped() {
    FixedRateTick tick = FixedRateTick.start(timer, queue("room"), PERIOD, (_, _) -> run());
    pass(PERIODS + 1);
    assertThat(timer.failingFor(LONG)).isEqualTo(failing(1));

    tick.stop();

    assertThat(timer.failingFor(Duration.ZERO)).isEmpty();
  }

  @Test
  void doesNotReportATickThatFailsOnlySometimes() {
    TimerHandle job =
        timer.every(
            PERIOD,
            queue("room"),
            () -> {
              if (runs.incrementAndGet() % 3 != 0) {
                throw new IllegalStateException("two of three, as the test wants it");
              }
            });
    pass(13);
    assertThat(runs).hasValue(13);
    assertThat(timer.failingFor(Duration.ZERO)).isEmpty();
    job.cancel();
  }

  private static List<PeriodicJobs> failing(int jobs) {
    return List.of(new PeriodicJobs("room", jobs, 1));
  }

  private void pass(int periods) {
    for (int i = 0; i < periods; i++) {
      runtime.advance(PERIOD);
    }
  }

  private void run() {
    runs.incrementAndGet();
    if (broken.get()) {
      throw new IllegalStateException("as the test wants it");
    }
  }

  private JobQueue queue(String name) {
    return new JobQueue(
        new Counting(), JobQueueOptions.defaults().withName(name).withOnFailure(_ -> {}));
  }

  private static Map.Entry<String, Long> entry(String queue, long count) {
    return Map.entry(queue, count);
  }

  /// An executor that runs each task at once, on the caller's thread.
  private final class Counting implements JobExecutor {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public JobFailures jobFailures() {
      return failures;
    }
  }
}
