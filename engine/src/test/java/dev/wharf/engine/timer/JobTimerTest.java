package dev.wharf.engine.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.job.JobQueueOptions;
import dev.wharf.engine.job.ManualExecutor;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.runtime.ManualRuntime;
import dev.wharf.engine.runtime.Scheduled;
import dev.wharf.engine.runtime.TaskTimer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobTimerTest {

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Duration PERIOD = Duration.ofMillis(10);
  private static final JobTimerOptions OPTIONS =
      JobTimerOptions.defaults().withThreadName("wheel").withTick(Duration.ofMillis(1));

  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final ManualExecutor manual = new ManualExecutor();
  private final ExecutorService pool = Executors.newFixedThreadPool(2);
  private final JobQueueOptions queueOptions =
      JobQueueOptions.defaults().withName("timed").withOnFailure(failures::add);
  private final JobQueue queue = new JobQueue(pool, queueOptions);
  private final JobQueue manualQueue = new JobQueue(manual, queueOptions);
  private final ManualRuntime runtime = new ManualRuntime();
  private final AtomicInteger runs = new AtomicInteger();
  private JobTimer timer = new JobTimer(OPTIONS);

  @AfterEach
  void stop() {
    timer.close();
    manual.runAll();
    await().atMost(DEADLINE).until(queue::isIdle);
    pool.shutdownNow();
    assertThat(timer.pending()).as("every job has ended").isZero();
  }

  @Test
  void runsAJobOnceInItsQueueNotBeforeItsDelay() {
    AtomicReference<Thread> ranOn = new AtomicReference<>();
    AtomicLong ranAt = new AtomicLong();
    long scheduledAt = System.nanoTime();

    TimerHandle handle =
        timer.after(
            PERIOD,
            queue,
            () -> {
              ranOn.set(Thread.currentThread());
              ranAt.set(System.nanoTime());
              runs.incrementAndGet();
            });

    awaitRuns(1);
    assertThat(ranOn.get().getName()).isNotEqualTo("wheel");
    assertThat(ranAt.get() - scheduledAt).isGreaterThanOrEqualTo(PERIOD.toNanos());
    assertThat(handle.isActive()).isFalse();
    assertThat(handle.cancel()).as("the job has run").isFalse();
    awaitTimer(PERIOD.multipliedBy(3));
    assertThat(runs).hasValue(1);
  }

  /// The timer's thread is fast here: the job has run, and the timer is closed, before the call
  /// that schedules the job returns. An exception would say that the job does not run.
  @Test
  void doesNotRejectAJobThatHasRun() {
    AtomicReference<JobTimer> closed = new AtomicReference<>();
    TaskTimer fast =
        new TaskTimer() {
          @Override
          public Scheduled schedule(Task task, long delayNanos) {
            task.onDue();
            closed.get().close();
            return () -> {};
          }

          @Override
          public void close() {}
        };
    closed.set(new JobTimer(OPTIONS, runtimeWith(fast)));

    TimerHandle handle =
        closed
            .get()
            .after(PERIOD, new JobQueue(Runnable::run, queueOptions), runs::incrementAndGet);

    assertThat(runs).hasValue(1);
    assertThat(handle.isActive()).isFalse();
    assertThat(closed.get().pending()).isZero();
  }

  /// Returns the system's runtime with the given timer.
  private static EngineRuntime runtimeWith(TaskTimer timer) {
    return (EngineRuntime)
        Proxy.newProxyInstance(
            EngineRuntime.class.getClassLoader(),
            new Class<?>[] {EngineRuntime.class},
            (_, method, arguments) ->
                method.getName().equals("newTimer")
                    ? timer
                    : method.invoke(EngineRuntime.system(), arguments));
  }

  @Test
  void doesNotRunACancelledJob() {
    TimerHandle handle = timer.after(PERIOD, queue, runs::incrementAndGet);

    assertThat(handle.isActive()).isTrue();
    assertThat(handle.cancel()).isTrue();
    assertThat(handle.cancel()).isFalse();
    assertThat(handle.isActive()).isFalse();

    awaitTimer(PERIOD.multipliedBy(3));
    assertThat(runs).hasValue(0);
    assertThat(timer.pending()).isZero();
  }

  @Test
  void doesNotRunAJobCancelledWhileItWaitsInTheQueue() {
    TimerHandle once = timer.after(Duration.ZERO, manualQueue, runs::incrementAndGet);
    TimerHandle periodic = timer.every(PERIOD, manualQueue, runs::incrementAndGet);
    await().atMost(DEADLINE).until(() -> manualQueue.size() == 2);

    assertThat(once.cancel()).isTrue();
    assertThat(periodic.cancel()).isTrue();
    manual.runAll();

    assertThat(manualQueue.isIdle()).isTrue();
    assertThat(runs).hasValue(0);
  }

  @Test
  void runsAgainAndAgainUntilCancelled() {
    TimerHandle handle = timer.every(PERIOD, queue, runs::incrementAndGet);
    awaitRuns(5);

    assertThat(handle.cancel()).isTrue();
    await().atMost(DEADLINE).until(queue::isIdle);
    int ran = runs.get();

    awaitTimer(PERIOD.multipliedBy(5));
    assertThat(runs).hasValue(ran);
    assertThat(handle.cancel()).isFalse();
  }

  @Test
  void canBeCancelledFromInsideItsRun() {
    AtomicReference<TimerHandle> handle = new AtomicReference<>();
    CountDownLatch known = new CountDownLatch(1);
    handle.set(
        timer.every(
            PERIOD,
            queue,
            () -> {
              awaitLatch(known);
              runs.incrementAndGet();
              handle.get().cancel();
            }));
    known.countDown();

    awaitRuns(1);
    awaitTimer(PERIOD.multipliedBy(5));
    assertThat(runs).hasValue(1);
  }

  @Test
  void keepsOneRunAtMostInASlowQueue() {
    timer.every(PERIOD, manualQueue, runs::incrementAndGet);

    awaitTimer(PERIOD.multipliedBy(10));

    assertThat(manualQueue.size()).isEqualTo(1);
  }

  @Test
  void catchesUpWithinTheBoundAndSkipsTheSurplus() {
    replaceTimer(new JobTimer(OPTIONS.withMaxCatchUp(5), runtime));
    TimerHandle handle = timer.every(PERIOD, manualQueue, runs::incrementAndGet);

    runtime.advance(PERIOD.multipliedBy(21));
    manual.runAll();

    assertThat(runs).as("the late run and 5 more").hasValue(6);
    assertThat(handle.skipped()).isEqualTo(15);
    assertThat(timer.skipped()).isEqualTo(15);
  }

  @Test
  void runsOnceWhenItIsNotLate() {
    replaceTimer(new JobTimer(OPTIONS, runtime));
    TimerHandle handle = timer.every(PERIOD, manualQueue, runs::incrementAndGet);

    runtime.advance(PERIOD);
    manual.runOne();

    assertThat(runs).hasValue(1);
    assertThat(handle.skipped()).isZero();
  }

  @Test
  void letsOtherJobsOfTheQueueInBetweenRunsThatCatchUp() {
    replaceTimer(new JobTimer(OPTIONS, runtime));
    StringBuffer order = new StringBuffer();
    timer.every(
        PERIOD,
        manualQueue,
        () -> {
          order.append('t');
          manualQueue.push(() -> order.append('j'));
        });

    runtime.advance(PERIOD.multipliedBy(3));
    manual.runAll();

    assertThat(order).hasToString("tjtjtj");
  }

  @Test
  void continuesAfterARunThatThrows() {
    timer.every(
        PERIOD,
        queue,
        () -> {
          runs.incrementAndGet();
          throw new IllegalStateException("thrown by the test");
        });

    awaitRuns(3);
    assertThat(failures).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void skipsARunOfAPeriodicJobWhoseQueueIsFullAndKeepsThePeriod() {
    JobQueue full = fullQueue();
    TimerHandle handle = timer.every(PERIOD, full, runs::incrementAndGet);

    await().atMost(DEADLINE).until(() -> handle.skipped() >= 3);
    assertThat(timer.rejected()).isPositive();
    assertThat(runs).hasValue(0);

    awaitRunsOfManual(2);
    assertThat(handle.isActive()).isTrue();
  }

  @Test
  void retriesAOnceOnlyJobWhileItsQueueIsFull() {
    TimerHandle handle = timer.after(Duration.ZERO, fullQueue(), runs::incrementAndGet);

    await().atMost(DEADLINE).until(() -> timer.rejected() >= 3);
    assertThat(handle.isActive()).isTrue();
    assertThat(runs).hasValue(0);

    awaitRunsOfManual(1);
    assertThat(handle.isActive()).isFalse();
  }

  @Test
  void endsTheJobsOfAClosedQueue() {
    TimerHandle once = timer.after(PERIOD, queue, runs::incrementAndGet);
    TimerHandle periodic = timer.every(PERIOD, queue, runs::incrementAndGet);
    queue.closeAfter(() -> {});

    await().atMost(DEADLINE).until(() -> !once.isActive() && !periodic.isActive());
    assertThat(timer.pending()).isZero();
    assertThat(timer.rejected()).isZero();
  }

  @Test
  void rejectsJobsAboveItsLimit() {
    replaceTimer(new JobTimer(OPTIONS.withMaxPending(2)));
    TimerHandle first = timer.after(Duration.ofHours(1), queue, runs::incrementAndGet);
    timer.after(Duration.ZERO, manualQueue, runs::incrementAndGet);

    assertThatThrownBy(() -> timer.every(PERIOD, queue, runs::incrementAndGet))
        .isInstanceOf(JobTimerFullException.class)
        .hasMessageContaining("wheel")
        .hasMessageContaining("2");

    awaitWaiting();
    manual.runAll();
    timer.after(Duration.ofHours(1), queue, runs::incrementAndGet);
    first.cancel();
    timer.every(Duration.ofHours(1), queue, runs::incrementAndGet);
    assertThat(timer.pending()).isEqualTo(2);
  }

  @Test
  void cancelsAllJobsAndRejectsFurtherOnesWhenClosed() {
    TimerHandle once = timer.after(Duration.ofHours(1), queue, runs::incrementAndGet);
    TimerHandle periodic = timer.every(Duration.ofHours(1), queue, runs::incrementAndGet);

    timer.close();
    timer.close();

    assertThat(once.isActive()).isFalse();
    assertThat(periodic.isActive()).isFalse();
    assertThatThrownBy(() -> timer.after(PERIOD, queue, runs::incrementAndGet))
        .isInstanceOf(JobTimerClosedException.class)
        .hasMessageContaining("wheel");
    assertThatThrownBy(() -> timer.every(PERIOD, queue, runs::incrementAndGet))
        .isInstanceOf(JobTimerClosedException.class);
  }

  @Test
  void endsAPeriodicJobThatWasInTheQueueWhenTheTimerClosed() {
    TimerHandle handle = timer.every(PERIOD, manualQueue, runs::incrementAndGet);
    awaitWaiting();

    timer.close();
    manual.runAll();

    assertThat(runs).hasValue(1);
    assertThat(handle.isActive()).isFalse();
  }

  @Test
  void leavesNoJobBehindWhenSchedulingRacesWithClosing() throws Exception {
    for (int round = 0; round < 20; round++) {
      JobTimer closing = new JobTimer(OPTIONS);
      CountDownLatch scheduled = new CountDownLatch(100);
      Thread scheduler = Thread.ofPlatform().start(() -> scheduleUntilClosed(closing, scheduled));
      awaitLatch(scheduled);

      closing.close();

      assertThat(scheduler.join(DEADLINE)).isTrue();
      assertThat(closing.pending()).isZero();
    }
  }

  private void scheduleUntilClosed(JobTimer closing, CountDownLatch scheduled) {
    try {
      while (true) {
        closing.after(Duration.ofHours(1), queue, runs::incrementAndGet);
        scheduled.countDown();
      }
    } catch (JobTimerClosedException expected) {
      // The timer was closed, which ends the loop.
    }
  }

  @Test
  void rejectsTimesOutOfRange() {
    assertRefused(() -> timer.after(Duration.ofNanos(-1), queue, () -> {}), "delay");
    assertRefused(() -> timer.after(Duration.ofDays(400), queue, () -> {}), "delay");
    assertRefused(() -> timer.every(Duration.ZERO, queue, () -> {}), "period PT0S");
    assertRefused(() -> timer.every(Duration.ofNanos(999_999), queue, () -> {}), "period");
    assertRefused(() -> OPTIONS.withThreadName(""), "threadName");
    assertRefused(() -> OPTIONS.withTick(Duration.ofNanos(1)), "tick");
    assertRefused(() -> OPTIONS.withTick(Duration.ofSeconds(2)), "tick");
    assertRefused(() -> OPTIONS.withMaxPending(0), "maxPending");
    assertRefused(() -> OPTIONS.withMaxCatchUp(-1), "maxCatchUp");
    assertThat(timer.pending()).isZero();
  }

  private static void assertRefused(Runnable call, String fact) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(fact);
  }

  private void replaceTimer(JobTimer other) {
    timer.close();
    timer = other;
  }

  /// Returns a queue that is full until the test runs its job by `manual`.
  private JobQueue fullQueue() {
    JobQueue full = new JobQueue(manual, queueOptions.withCapacity(1));
    full.post(() -> {});
    return full;
  }

  private void awaitRuns(int least) {
    await()
        .atMost(DEADLINE)
        .untilAtomic(runs, count -> assertThat(count).isGreaterThanOrEqualTo(least));
  }

  private void awaitRunsOfManual(int least) {
    await()
        .atMost(DEADLINE)
        .until(
            () -> {
              manual.runAll();
              return runs.get() >= least;
            });
  }

  private void awaitWaiting() {
    await().atMost(DEADLINE).until(() -> manual.waiting() > 0);
  }

  /// Waits until the timer under test has run a job that was scheduled after this time.
  private void awaitTimer(Duration time) {
    CountDownLatch turned = new CountDownLatch(1);
    JobQueue own = new JobQueue(pool, queueOptions);
    timer.after(time, own, turned::countDown);
    awaitLatch(turned);
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
