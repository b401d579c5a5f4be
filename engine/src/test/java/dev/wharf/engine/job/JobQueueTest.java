package dev.wharf.engine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobQueueTest {

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Duration LONG_BUDGET = Duration.ofMinutes(1);
  private static final Executor UNUSED =
      task -> {
        throw new AssertionError("the test allows no use of the executor");
      };

  private final ManualExecutor manual = new ManualExecutor();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<String> log = new ArrayList<>();
  private final ExecutorService pool = Executors.newFixedThreadPool(3);

  @AfterEach
  void stopPool() {
    pool.shutdownNow();
  }

  @Test
  void runsTheFirstPushersJobOnItsOwnThreadBeforePushReturns() {
    JobQueue queue = queue(UNUSED);
    AtomicReference<Thread> ranOn = new AtomicReference<>();

    queue.push(() -> ranOn.set(Thread.currentThread()));

    assertThat(ranOn).hasValue(Thread.currentThread());
    assertThat(queue.isIdle()).isTrue();
  }

  @Test
  void allocatesNothingWhenUncontended() {
    JobQueue queue = queue(UNUSED);
    Runnable job = () -> {};
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    int pushes = 100_000;
    pushRepeatedly(queue, job, pushes);

    long before = threads.getCurrentThreadAllocatedBytes();
    pushRepeatedly(queue, job, pushes);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated).isLessThan(pushes);
  }

  private static void pushRepeatedly(JobQueue queue, Runnable job, int times) {
    for (int i = 0; i < times; i++) {
      queue.push(job);
    }
  }

  @Test
  void queuesJobsOfOtherThreadsForTheRunner() {
    JobQueue queue = queue(UNUSED);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicReference<Thread> second = new AtomicReference<>();
    Thread runner =
        Thread.ofPlatform()
            .start(
                () ->
                    queue.push(
                        () -> {
                          running.countDown();
                          awaitLatch(goOn);
                        }));
    awaitLatch(running);

    queue.push(() -> second.set(Thread.currentThread()));

    assertThat(queue.size()).isEqualTo(2);
    assertThat(second).hasNullValue();
    goOn.countDown();
    awaitEnd(runner);
    assertThat(second).hasValue(runner);
    assertThat(queue.isIdle()).isTrue();
  }

  @Test
  void queuesAJobPushedFromInsideAJobOfTheSameQueue() {
    JobQueue queue = queue(UNUSED);

    queue.push(
        () -> {
          queue.push(() -> log.add("inner"));
          log.add("outer");
        });

    assertThat(log).containsExactly("outer", "inner");
  }

  @Test
  void handsTheRestOverToTheExecutorWhenTheBudgetIsUsedUp() {
    JobQueue queue = new JobQueue(manual, options().withBudget(Duration.ZERO));

    queue.push(() -> Stream.of("a", "b", "c").forEach(name -> queue.push(() -> log.add(name))));

    assertThat(log).containsExactly("a");
    assertThat(queue.handedOn()).isEqualTo(1);
    assertThat(queue.size()).isEqualTo(2);

    queue.push(() -> log.add("d"));
    assertThat(log).as("handed over to the executor, not idle").containsExactly("a");

    manual.runOne();
    assertThat(log).containsExactly("a", "b");
    manual.runAll();
    assertThat(log).containsExactly("a", "b", "c", "d");
    assertThat(queue.isIdle()).isTrue();
    assertThat(queue.handedOn()).isEqualTo(3);
  }

  @Test
  void staysTheRunnerWithinTheBudget() {
    JobQueue queue = queue(UNUSED);

    queue.push(() -> repeat(1000, () -> queue.push(() -> log.add("job"))));

    assertThat(log).hasSize(1000);
    assertThat(queue.handedOn()).isZero();
  }

  @Test
  void doesNotAskTheExecutorForALoneJobHoweverSmallTheBudget() {
    JobQueue queue = new JobQueue(UNUSED, options().withBudget(Duration.ZERO));

    queue.push(() -> log.add("job"));

    assertThat(log).containsExactly("job");
    assertThat(failures).isEmpty();
  }

  @Test
  void neverRunsAPostedJobOnTheCaller() {
    JobQueue queue = queue(manual);

    queue.post(() -> log.add("first"));
    queue.post(() -> log.add("second"));

    assertThat(log).isEmpty();
    assertThat(manual.waiting()).as("one task for both").isEqualTo(1);
    manual.runAll();
    assertThat(log).containsExactly("first", "second");
  }

  @Test
  void keepsTheOrderOfPostThenPush() {
    JobQueue queue = queue(manual);

    queue.post(() -> log.add("posted"));
    queue.push(() -> log.add("pushed"));
    manual.runAll();

    assertThat(log).containsExactly("posted", "pushed");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5, 60_000})
  void runsTheJobsOfFourPushersOneAtATimeInEachPushersOrder(long budgetMillis) {
    int pushers = 4;
    int each = 50_000;
    JobQueue queue = new JobQueue(pool, options().withBudget(Duration.ofMillis(budgetMillis)));
    SerialChecker checker = new SerialChecker(pushers);

    runConcurrently(
        pushers,
        pusher -> {
          for (int i = 0; i < each; i++) {
            pushWhenThereIsRoom(queue, checker.job(pusher, i), i % 16 == 0);
          }
        });

    await().atMost(DEADLINE).until(queue::isIdle);
    assertThat(failures).isEmpty();
    assertThat(checker.problems).isEmpty();
    assertThat(checker.ran).as("no job is lost or run twice").isEqualTo(pushers * each);
  }

  @Test
  void doesNotDeadlockWhenTwoQueuesPushToEachOther() {
    int rounds = 20_000;
    // Both queues have room for all jobs, because a push to a full queue throws.
    JobQueue left = new JobQueue(pool, options().withCapacity(2 * rounds));
    JobQueue right = new JobQueue(pool, options().withCapacity(2 * rounds));
    AtomicInteger ran = new AtomicInteger();

    runConcurrently(
        2,
        pusher -> {
          JobQueue outer = pusher == 0 ? left : right;
          JobQueue inner = pusher == 0 ? right : left;
          for (int i = 0; i < rounds; i++) {
            outer.push(() -> inner.push(ran::incrementAndGet));
          }
        });

    await().atMost(DEADLINE).untilAtomic(ran, count -> assertThat(count).isEqualTo(2 * rounds));
    assertThat(failures).isEmpty();
  }

  @Test
  void postsPushesThatNestDeeperThanTheBound() {
    List<JobQueue> queues = Stream.generate(() -> queue(manual)).limit(12).toList();

    for (int round = 1; round <= 2; round++) {
      log.clear();
      pushNested(queues, 0);

      assertThat(log).as("round %s", round).hasSize(JobQueue.MAX_NESTING);
      assertThat(manual.runAll()).isEqualTo(1);
      assertThat(log).hasSize(queues.size());
    }
  }

  private void pushNested(List<JobQueue> queues, int depth) {
    if (depth < queues.size()) {
      queues
          .get(depth)
          .push(
              () -> {
                log.add("depth " + depth);
                pushNested(queues, depth + 1);
              });
    }
  }

  static Stream<Throwable> throwables() {
    return Stream.of(
        new IllegalStateException("unchecked"),
        new AssertionError("error"),
        new OutOfMemoryError("not really"),
        new IOException("checked, thrown past the compiler"));
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void goesOnAfterAJobThatThrows(Throwable thrown) {
    JobQueue queue = queue(UNUSED);

    queue.push(
        () -> {
          queue.push(() -> sneakyThrow(thrown));
          queue.push(() -> log.add("next"));
          sneakyThrow(thrown);
        });

    assertThat(log).containsExactly("next");
    assertThat(failures).containsExactly(thrown, thrown);
    assertThat(queue.failures()).isEqualTo(2);
    assertThat(queue.isIdle()).isTrue();
  }

  @Test
  void keepsRunningWhenOnFailureThrowsToo() {
    JobQueueOptions broken =
        options()
            .withOnFailure(
                failure -> {
                  throw new IllegalStateException("thrown by the test's onFailure");
                });
    JobQueue queue = new JobQueue(UNUSED, broken);

    queue.push(() -> sneakyThrow(new IOException("thrown by the test's job")));
    queue.push(() -> log.add("next"));

    assertThat(queue.failures()).isEqualTo(1);
    assertThat(log).containsExactly("next");
  }

  @Test
  void rejectsJobsAboveItsCapacityWhichCountsTheRunningJob() {
    JobQueue queue = new JobQueue(manual, options().withName("room 7").withCapacity(3));
    repeat(3, () -> queue.post(() -> log.add("job")));

    assertThat(queue.tryPush(() -> log.add("refused"))).isFalse();
    assertThat(queue.tryPost(() -> log.add("refused"))).isFalse();
    assertThatThrownBy(() -> queue.push(() -> log.add("refused")))
        .isInstanceOf(JobQueueFullException.class)
        .hasMessageContaining("room 7")
        .hasMessageContaining("3");
    assertThatThrownBy(() -> queue.post(() -> log.add("refused")))
        .isInstanceOf(JobQueueFullException.class);
    assertThat(queue.size()).isEqualTo(3);

    manual.runAll();
    assertThat(log).hasSize(3).containsOnly("job");
    assertThat(queue.tryPush(() -> log.add("room again"))).isTrue();
  }

  @Test
  void countsTheRunningJobAgainstTheCapacity() {
    JobQueue queue = new JobQueue(UNUSED, options().withCapacity(1));

    queue.push(() -> log.add("room inside: " + queue.tryPush(() -> {})));

    assertThat(log).containsExactly("room inside: false");
  }

  @Test
  void runsAPostedJobElsewhereWhenTheExecutorRejectsIt() {
    RejectedExecutionException rejection = new RejectedExecutionException("shut down");
    JobQueue queue = queue(refusing(rejection));
    AtomicReference<Thread> ranOn = new AtomicReference<>();

    queue.post(() -> ranOn.set(Thread.currentThread()));

    await().atMost(DEADLINE).until(queue::isIdle);
    assertThat(ranOn.get()).isNotNull().isNotSameAs(Thread.currentThread());
    assertThat(queue.rejections()).isEqualTo(1);
    assertThat(queue.failures()).isZero();
    assertThat(failures)
        .singleElement()
        .isInstanceOf(JobHandOverException.class)
        .extracting(Throwable::getCause)
        .isSameAs(rejection);
  }

  @Test
  void staysTheRunnerWhenTheExecutorRejectsTheRest() {
    Executor refusing = refusing(new OutOfMemoryError("unable to create native thread"));
    JobQueue queue = new JobQueue(refusing, options().withBudget(Duration.ZERO));

    queue.push(() -> repeat(10, () -> queue.push(() -> log.add("job"))));

    assertThat(log).hasSize(10);
    assertThat(queue.isIdle()).isTrue();
    assertThat(queue.rejections()).isEqualTo(9);
    assertThat(failures).hasSize(9).allMatch(JobHandOverException.class::isInstance);
  }

  @Test
  void losesNoJobWhenTheExecutorIsShutDownUnderLoad() {
    ExecutorService stopping = Executors.newFixedThreadPool(2);
    JobQueue queue = new JobQueue(stopping, options().withBudget(Duration.ZERO));
    SerialChecker checker = new SerialChecker(3);
    int each = 2_000;

    runConcurrently(
        3,
        pusher -> {
          for (int i = 0; i < each; i++) {
            if (pusher == 0 && i == each / 2) {
              stopping.shutdown();
            }
            pushWhenThereIsRoom(queue, checker.job(pusher, i), i % 2 == 0);
          }
        });

    await().atMost(DEADLINE).until(queue::isIdle);
    assertThat(checker.problems).isEmpty();
    assertThat(checker.ran).isEqualTo(3 * each);
    assertThat(failures).allMatch(JobHandOverException.class::isInstance);
  }

  @Test
  void hasOneRunnerWhenTheExecutorBothThrowsAndRunsTheTask() {
    Executor twoFaced =
        task -> {
          manual.execute(task);
          throw new RejectedExecutionException("but it will run");
        };
    JobQueue queue = queue(twoFaced);
    AtomicInteger ran = new AtomicInteger();

    queue.post(ran::incrementAndGet);
    await().atMost(DEADLINE).until(queue::isIdle);
    assertThatNoException().isThrownBy(manual::runAll);

    assertThat(ran).hasValue(1);
    assertThat(queue.size()).isZero();
  }

  @Test
  void closesAfterTheQueuedJobsAndRunsNothingLater() {
    JobQueue queue = new JobQueue(manual, options().withName("room 7").withCapacity(2));
    queue.post(() -> log.add("queued"));
    queue.post(() -> log.add("pushes meanwhile: " + queue.tryPush(() -> log.add("too late"))));

    assertThat(queue.closeAfter(() -> log.add("last"))).as("needs no room in the queue").isTrue();
    assertThat(queue.isClosed()).isTrue();
    assertThat(log).isEmpty();
    assertThat(queue.tryPush(() -> log.add("too late"))).isFalse();
    assertThat(queue.tryPost(() -> log.add("too late"))).isFalse();
    assertThatThrownBy(() -> queue.push(() -> {}))
        .isInstanceOf(JobQueueClosedException.class)
        .hasMessageContaining("room 7");

    manual.runAll();
    assertThat(log).containsExactly("queued", "pushes meanwhile: false", "last");
    assertThat(queue.isIdle()).isTrue();
    assertThat(queue.isClosed()).isTrue();
    assertThat(queue.tryPush(() -> log.add("too late"))).isFalse();
  }

  @Test
  void runsTheLastJobThroughTheExecutorWhenIdle() {
    JobQueue queue = queue(manual);

    queue.closeAfter(() -> log.add("last"));

    assertThat(log).isEmpty();
    manual.runAll();
    assertThat(log).containsExactly("last");
  }

  @Test
  void runsTheLastJobRightAfterTheJobThatClosed() {
    JobQueue queue = queue(UNUSED);

    queue.push(
        () -> {
          queue.closeAfter(() -> log.add("last"));
          log.add("closer");
        });

    assertThat(log).containsExactly("closer", "last");
  }

  @Test
  void closesOnceOnly() {
    JobQueue queue = queue(manual);

    assertThat(queue.closeAfter(() -> log.add("last"))).isTrue();
    assertThat(queue.closeAfter(() -> log.add("another"))).isFalse();

    manual.runAll();
    assertThat(queue.closeAfter(() -> log.add("another"))).isFalse();
    assertThat(log).containsExactly("last");
  }

  @Test
  void runsEveryAcceptedJobBeforeTheLastWhileOthersPush() {
    int pushers = 3;
    for (int round = 0; round < 300; round++) {
      JobQueue queue = queue(pool);
      AtomicInteger accepted = new AtomicInteger();
      AtomicInteger ran = new AtomicInteger();
      AtomicInteger ranBeforeLast = new AtomicInteger(-1);
      CountDownLatch lastRan = new CountDownLatch(1);

      runConcurrently(
          pushers + 1,
          thread -> {
            if (thread == pushers) {
              queue.closeAfter(
                  () -> {
                    ranBeforeLast.set(ran.get());
                    lastRan.countDown();
                  });
            } else {
              while (queue.tryPush(ran::incrementAndGet)) {
                accepted.incrementAndGet();
              }
            }
          });

      awaitLatch(lastRan);
      assertThat(ran).hasValue(accepted.get());
      assertThat(ranBeforeLast).hasValue(accepted.get());
    }
  }

  private JobQueue queue(Executor executor) {
    return new JobQueue(executor, options());
  }

  private JobQueueOptions options() {
    return JobQueueOptions.defaults().withBudget(LONG_BUDGET).withOnFailure(failures::add);
  }

  private static Executor refusing(Throwable thrown) {
    return task -> sneakyThrow(thrown);
  }

  private static void pushWhenThereIsRoom(JobQueue queue, Runnable job, boolean post) {
    while (!(post ? queue.tryPost(job) : queue.tryPush(job))) {
      Thread.onSpinWait();
    }
  }

  private static void repeat(int times, Runnable action) {
    for (int i = 0; i < times; i++) {
      action.run();
    }
  }

  private interface Body {
    void run(int thread);
  }

  private static void runConcurrently(int threads, Body body) {
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> started =
        IntStream.range(0, threads)
            .mapToObj(
                thread ->
                    Thread.ofPlatform()
                        .daemon()
                        .start(
                            () -> {
                              awaitLatch(start);
                              body.run(thread);
                            }))
            .toList();
    start.countDown();
    for (Thread thread : started) {
      awaitEnd(thread);
    }
  }

  private static void awaitEnd(Thread thread) {
    try {
      assertThat(thread.join(DEADLINE)).as("%s ends in time", thread).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneakyThrow(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /// Detects jobs that overlap, and jobs of one thread that run out of order. Its fields are plain
  /// on purpose: the queue must make the writes of a job visible to the next job.
  private static final class SerialChecker {
    private final int[] next;
    private boolean inside;
    private int ran;
    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();

    SerialChecker(int pushers) {
      next = new int[pushers];
    }

    Runnable job(int pusher, int number) {
      return () -> {
        if (inside) {
          problems.add("two inside");
        }
        inside = true;
        if (next[pusher]++ != number) {
          problems.add("pusher " + pusher + ": " + number + " out of order");
        }
        ran++;
        inside = false;
      };
    }
  }
}
