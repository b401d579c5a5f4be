package dev.wharf.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.runtime.Scheduled;
import dev.wharf.engine.runtime.TaskTimer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tests threads, waits and timers in virtual time.
class SchedulingTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @FunctionalInterface
  private interface OnRuntime {
    void run(EngineRuntime runtime) throws Exception;
  }

  private static void simulate(long seed, OnRuntime body) throws Exception {
    try (Simulation simulation = Simulation.open(SimulationOptions.seeded(seed))) {
      Host host = simulation.newHost("host");
      simulation.run(() -> body.run(host.runtime()));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void sleepsInVirtualTime(long seed) throws Exception {
    simulate(
        seed,
        runtime -> {
          long begin = runtime.nanoTime();
          Instant wallClock = runtime.instant();
          runtime.sleep(HOUR);
          assertThat(runtime.nanoTime() - begin).isGreaterThanOrEqualTo(HOUR.toNanos());
          assertThat(Duration.between(wallClock, runtime.instant())).isGreaterThanOrEqualTo(HOUR);
        });
  }

  @Test
  void waitsForAThreadAndForACondition() throws Exception {
    simulate(
        4,
        runtime -> {
          AtomicInteger done = new AtomicInteger();
          Thread thread = sleeper(runtime, Duration.ofSeconds(3), done::incrementAndGet);
          thread.start();
          assertThat(runtime.join(thread, Duration.ofSeconds(1))).isFalse();
          assertThat(done).hasValue(0);
          assertThat(runtime.poll(() -> done.get() == 1, HOUR)).isTrue();
          assertThat(runtime.join(thread, Duration.ofMinutes(1))).isTrue();
        });
  }

  @Test
  void waitsForAFuture() throws Exception {
    simulate(
        5,
        runtime -> {
          CompletableFuture<String> future = new CompletableFuture<>();
          sleeper(runtime, HOUR, () -> future.complete("done")).start();
          assertThat(runtime.await(future, Duration.ofMinutes(1))).isFalse();
          assertThat(future.getNumberOfDependents()).isZero();
          assertThat(runtime.await(future, EngineRuntime.FOREVER)).isTrue();
        });
  }

  @Test
  void anUnparkBeforeTheParkCounts() throws Exception {
    simulate(
        6,
        runtime -> {
          runtime.unpark(Thread.currentThread());
          runtime.parkNanos(Long.MAX_VALUE);
        });
  }

  @Test
  void anInterruptEndsAWait() throws Exception {
    simulate(
        7,
        runtime -> {
          CompletableFuture<String> outcome = new CompletableFuture<>();
          Thread thread =
              runtime.newThread(
                  "sleeper",
                  () -> {
                    try {
                      runtime.sleep(EngineRuntime.FOREVER);
                    } catch (InterruptedException e) {
                      outcome.complete("interrupted");
                    }
                  });
          thread.start();
          runtime.sleep(HOUR);
          thread.interrupt();
          assertThat(runtime.await(outcome, HOUR)).isTrue();
        });
  }

  @Test
  void runsScheduledTasksInTheirOrderUnlessTheyAreCancelled() throws Exception {
    simulate(
        8,
        runtime -> {
          List<String> ran = new ArrayList<>();
          runtime.schedule(Duration.ofMinutes(3), () -> ran.add("third"));
          runtime.schedule(Duration.ofMinutes(1), () -> ran.add("first"));
          Scheduled cancelled = runtime.schedule(Duration.ofMinutes(2), () -> ran.add("second"));
          cancelled.cancel();
          runtime.sleep(HOUR);
          assertThat(ran).containsExactly("first", "third");
        });
  }

  @Test
  void aTimerIsNeverEarlyAndDropsItsTasksWhenItIsClosed() throws Exception {
    simulate(
        9,
        runtime -> {
          Duration tick = Duration.ofMillis(10);
          TaskTimer timer = runtime.newTimer("timer", tick);
          RecordingTask early = new RecordingTask(runtime);
          RecordingTask late = new RecordingTask(runtime);
          long begin = runtime.nanoTime();
          timer.schedule(early, Duration.ofMillis(25).toNanos());
          timer.schedule(late, HOUR.toNanos());
          runtime.sleep(Duration.ofSeconds(1));
          timer.close();
          assertThat(early.dueAt - begin).isBetween(25_000_000L, 1_000_000_000L);
          assertThat(late.isDropped).isTrue();
          assertThatThrownBy(() -> timer.schedule(early, 1))
              .isInstanceOf(IllegalStateException.class);
        });
  }

  @Test
  void anErrorOfATaskDoesNotEndItsTimer() throws Exception {
    simulate(
        17,
        runtime -> {
          AtomicInteger ran = new AtomicInteger();
          runtime.schedule(
              Duration.ofMinutes(1),
              () -> {
                Thread.currentThread().setUncaughtExceptionHandler((_, _) -> ran.addAndGet(10));
                throw new AssertionError("of the task");
              });
          runtime.schedule(Duration.ofMinutes(2), ran::incrementAndGet);
          runtime.sleep(HOUR);
          assertThat(ran).hasValue(11);
        });
  }

  @Test
  void theSeedDecidesHowThreadsInterleave() throws Exception {
    List<List<String>> runs = new ArrayList<>();
    for (long seed : LongStream.range(0, 20).toArray()) {
      runs.add(interleaving(seed));
      assertThat(interleaving(seed)).isEqualTo(runs.getLast());
    }
    assertThat(runs.stream().distinct().count()).isGreaterThan(10);
  }

  private static List<String> interleaving(long seed) throws Exception {
    List<String> order = new ArrayList<>();
    try (Simulation simulation = Simulation.open(SimulationOptions.seeded(seed))) {
      EngineRuntime runtime = simulation.newHost("host").runtime();
      simulation.run(
          () -> {
            List<Thread> threads =
                List.of(writer(runtime, "a", order), writer(runtime, "b", order));
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
              assertThat(runtime.join(thread, EngineRuntime.FOREVER)).isTrue();
            }
          });
      order.add(Long.toHexString(simulation.traceHash()));
    }
    return order;
  }

  private static Thread writer(EngineRuntime runtime, String name, List<String> order) {
    return runtime.newThread(
        name,
        () -> {
          for (int i = 0; i < 10; i++) {
            order.add(name);
            runtime.parkNanos(1);
          }
        });
  }

  @Test
  void namesAThreadThatWaitsOutsideTheRuntime() throws Exception {
    SimulationOptions options = SimulationOptions.seeded(10).withPatience(Duration.ofSeconds(1));
    try (Simulation simulation = Simulation.open(options)) {
      EngineRuntime runtime = simulation.newHost("host").runtime();
      CompletableFuture<String> never = new CompletableFuture<>();
      Thread escaped = runtime.newThread("escaped", never::join);
      assertThatThrownBy(
              () ->
                  simulation.run(
                      () -> {
                        escaped.start();
                        runtime.sleep(HOUR);
                      }))
          .isInstanceOf(SimulationException.class)
          .hasMessageContaining("escaped of host")
          .hasStackTraceContaining("CompletableFuture.join");
      never.complete("");
    }
  }

  @Test
  void namesTheThreadThatHoldsALockThatAnotherThreadNeeds() throws Exception {
    SimulationOptions options = SimulationOptions.seeded(18).withPatience(Duration.ofSeconds(1));
    try (Simulation simulation = Simulation.open(options)) {
      EngineRuntime runtime = simulation.newHost("host").runtime();
      ReentrantLock lock = new ReentrantLock();
      assertThatThrownBy(() -> simulation.run(() -> waitForALockedLock(runtime, lock)))
          .isInstanceOf(SimulationException.class)
          .hasMessageContaining("thread needy of host has run for 1000 ms")
          .hasMessageContaining("it needs the lock java.util.concurrent.locks.ReentrantLock")
          .hasMessageContaining("and thread holder has ended a step while it holds this lock");
    }
  }

  private static void waitForALockedLock(EngineRuntime runtime, ReentrantLock lock)
      throws InterruptedException {
    runtime
        .newThread(
            "holder",
            () -> {
              lock.lock();
              try {
                runtime.parkNanos(Long.MAX_VALUE);
              } finally {
                lock.unlock();
              }
            })
        .start();
    runtime.sleep(HOUR);
    runtime.newThread("needy", lock::lock).start();
    runtime.sleep(HOUR);
  }

  @Test
  void namesAMonitorThatAThreadHoldsAtTheEndOfAStep() throws Exception {
    try (Simulation simulation = Simulation.open(SimulationOptions.seeded(19))) {
      EngineRuntime runtime = simulation.newHost("host").runtime();
      StringBuilder guarded = new StringBuilder();
      assertThatThrownBy(
              () ->
                  simulation.run(
                      () -> {
                        for (int i = 0; i < 10_000; i++) {
                          synchronized (guarded) {
                            runtime.parkNanos(1);
                          }
                        }
                      }))
          .isInstanceOf(SimulationException.class)
          .hasMessageContaining("while its thread holds the monitor of a java.lang.StringBuilder")
          .hasMessageContaining("SchedulingTest")
          .hasMessageContaining("in thread main of main");
    }
  }

  @Test
  void endsWhenAllThreadsWaitForEver() throws Exception {
    try (Simulation simulation = Simulation.open(SimulationOptions.seeded(11))) {
      EngineRuntime runtime = simulation.newHost("host").runtime();
      assertThatThrownBy(() -> simulation.run(() -> runtime.sleep(EngineRuntime.FOREVER)))
          .isInstanceOf(SimulationException.class)
          .hasMessageContaining("all threads wait for ever")
          .hasMessageContaining("main of main");
    }
  }

  @Test
  void endsAtTheLimitOfVirtualTime() throws Exception {
    SimulationOptions options = SimulationOptions.seeded(12).withLimit(HOUR);
    try (Simulation simulation = Simulation.open(options)) {
      EngineRuntime runtime = simulation.newHost("host").runtime();
      assertThatThrownBy(() -> simulation.run(() -> runtime.sleep(HOUR.multipliedBy(2))))
          .isInstanceOf(SimulationException.class)
          .hasMessageContaining("limit of PT1H");
    }
  }

  @Test
  void refusesAThreadOfOthers() throws Exception {
    simulate(
        13,
        runtime -> {
          Thread foreign = new Thread(() -> runtime.parkNanos(1), "foreign");
          CompletableFuture<Throwable> thrown = new CompletableFuture<>();
          foreign.setUncaughtExceptionHandler((_, failure) -> thrown.complete(failure));
          foreign.start();
          foreign.join();
          assertThat(thrown.join()).hasMessageContaining("thread foreign does not belong");
        });
  }

  @Test
  void aCrashedHostRunsNothingAndAFreshOneDoes() throws Exception {
    try (Simulation simulation = Simulation.open(SimulationOptions.seeded(14))) {
      Host host = simulation.newHost("host");
      EngineRuntime own = simulation.newHost("own").runtime();
      AtomicInteger ran = new AtomicInteger();
      simulation.run(
          () -> {
            EngineRuntime before = host.runtime();
            sleeper(before, HOUR, ran::incrementAndGet).start();
            before.schedule(HOUR, ran::incrementAndGet);
            own.sleep(Duration.ofMinutes(1));
            host.crash();
            own.sleep(HOUR.multipliedBy(2));
            before.newThread("late", ran::incrementAndGet).start();
            own.sleep(HOUR);
            assertThat(ran).hasValue(0);
            host.restart();
            sleeper(host.runtime(), HOUR, ran::incrementAndGet).start();
            own.sleep(HOUR.multipliedBy(2));
            assertThat(ran).hasValue(1);
          });
    }
  }

  @Test
  void theWallClockJumpsAndTheOtherDoesNot() throws Exception {
    try (Simulation simulation = Simulation.open(SimulationOptions.seeded(15))) {
      Host host = simulation.newHost("host");
      simulation.run(
          () -> {
            long time = host.runtime().nanoTime();
            Instant before = host.runtime().instant();
            host.jumpWallClock(HOUR.negated());
            assertThat(Duration.between(host.runtime().instant(), before)).isEqualTo(HOUR);
            assertThat(host.runtime().nanoTime()).isEqualTo(time);
          });
    }
  }

  @Test
  void throwsWhatTheBodyThrowsWithTheSeed() {
    assertThatThrownBy(
            () ->
                simulate(
                    16,
                    _ -> {
                      throw new java.io.IOException("of the body");
                    }))
        .isInstanceOf(java.io.IOException.class)
        .hasMessage("of the body")
        .satisfies(
            thrown ->
                assertThat(thrown.getSuppressed())
                    .singleElement()
                    .satisfies(where -> assertThat(where).hasMessageContaining("seed 16, ")));
  }

  private static Thread sleeper(EngineRuntime runtime, Duration time, Runnable then) {
    return runtime.newThread(
        "sleeper",
        () -> {
          try {
            runtime.sleep(time);
            then.run();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static final class RecordingTask implements TaskTimer.Task {
    private final EngineRuntime runtime;
    private long dueAt;
    private boolean isDropped;

    RecordingTask(EngineRuntime runtime) {
      this.runtime = runtime;
    }

    @Override
    public void onDue() {
      dueAt = runtime.nanoTime();
    }

    @Override
    public void onDropped() {
      isDropped = true;
    }
  }
}
