package dev.wharf.engine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Failures are counted by the names of the queues, and a tick that fails again and again is known.
class JobFailuresTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Duration PERIOD = Duration.ofMillis(2);
  private static final Duration LONG = Duration.ofSeconds(5);

  private final JobFailures failures = new JobFailures();
  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicBoolean broken = new AtomicBoolean(true);

  private final JobTimer timer =
      new JobTimer(JobTimerOptions.defaults().withTick(Duration.ofMillis(1)), clock::get);

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
  void countsAJobWhoseOnFailureTheGameHandlesItself() {
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

    await()
        .atMost(DEADLINE)
        .untilAsserted(
            () -> {
              assertThat(failures.counts()).containsEntry("once", 1L);
              assertThat(failures.counts().get("world")).isGreaterThan(3);
            });
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

    await().atMost(DEADLINE).until(() -> timer.failingFor(LONG).equals(failing(2)) || passTime());
    broken.set(false);
    await().atMost(DEADLINE).until(() -> timer.failingFor(Duration.ZERO).isEmpty());
  }

  @Test
  void forgetsAFailingTickThatIsStopped() {
    FixedRateTick tick = FixedRateTick.start(timer, queue("room"), PERIOD, (_, _) -> run());
    await().atMost(DEADLINE).until(() -> timer.failingFor(LONG).equals(failing(1)) || passTime());

    tick.stop();

    await().atMost(DEADLINE).until(() -> timer.failingFor(Duration.ZERO).isEmpty());
  }

  @Test
  void doesNotTakeAFewFailuresForARow() {
    TimerHandle job =
        timer.every(
            PERIOD,
            queue("room"),
            () -> {
              if (runs.incrementAndGet() % 3 != 0) {
                throw new IllegalStateException("two of three, as the test wants it");
              }
            });
    await().atMost(DEADLINE).until(() -> runs.get() > 12);
    assertThat(timer.failingFor(Duration.ZERO)).isEmpty();
    job.cancel();
  }

  private static List<PeriodicJobs> failing(int jobs) {
    return List.of(new PeriodicJobs("room", jobs, 1));
  }

  private boolean passTime() {
    clock.addAndGet(Duration.ofMillis(100).toNanos());
    return false;
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

  /// Runs everything at once, on the caller.
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
