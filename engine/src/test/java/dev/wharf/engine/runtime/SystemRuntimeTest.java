package dev.wharf.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SystemRuntimeTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final EngineRuntime runtime = EngineRuntime.system();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  @AfterEach
  void forgetAnInterrupt() {
    boolean _ = Thread.interrupted();
  }

  @Test
  void sleepsForTheWholeTimeEvenWhenUnparked() throws InterruptedException {
    long begin = runtime.nanoTime();
    runtime.unpark(Thread.currentThread());
    runtime.sleep(SHORT);
    assertThat(runtime.nanoTime() - begin).isGreaterThanOrEqualTo(SHORT.toNanos());
  }

  @Test
  void pollsUntilTheConditionHoldsOrTheTimeHasPassed() throws InterruptedException {
    AtomicInteger looks = new AtomicInteger();
    assertThat(runtime.poll(() -> looks.incrementAndGet() == 3, LONG)).isTrue();
    assertThat(looks).hasValue(3);
    assertThat(runtime.poll(() -> false, SHORT)).isFalse();
  }

  @Test
  void awaitsAFutureHoweverItCompletes() throws InterruptedException {
    CompletableFuture<String> future = new CompletableFuture<>();
    assertThat(runtime.await(future, SHORT)).isFalse();
    assertThat(future.getNumberOfDependents()).isZero();

    runtime.newVirtualThread("completes", () -> future.complete("done")).start();
    assertThat(runtime.await(future, EngineRuntime.FOREVER)).isTrue();
    assertThat(runtime.await(CompletableFuture.failedFuture(new Error("failed")), LONG)).isTrue();
  }

  @Test
  void joinsAThread() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread = runtime.newThread("joined", () -> awaitLatch(end));
    assertThat(thread.isDaemon()).isTrue();
    thread.start();

    assertThat(runtime.join(thread, SHORT)).isFalse();
    end.countDown();
    assertThat(runtime.join(thread, LONG)).isTrue();
  }

  @Test
  void anInterruptEndsEachWait() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> runtime.sleep(LONG)).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> runtime.poll(() -> false, LONG))
        .isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> runtime.await(new CompletableFuture<>(), LONG))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void runsATaskLaterUnlessItIsCancelled() throws InterruptedException {
    runtime.schedule(SHORT, () -> events.add("never")).cancel();
    runtime.schedule(SHORT.multipliedBy(2), () -> events.add("soon"));

    assertThat(events.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("soon");
    assertThat(events).isEmpty();
  }

  @Test
  void aTimerRunsItsTasksOnItsThreadAndDropsTheRestWhenItIsClosed() throws InterruptedException {
    TaskTimer timer = runtime.newTimer("own timer", Duration.ofMillis(1));
    timer.schedule(new Noting("cancelled"), LONG.toNanos()).cancel();
    timer.schedule(new Noting("later"), LONG.toNanos());
    timer.schedule(new Noting("soon"), SHORT.toNanos());

    assertThat(events.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("soon on own timer");
    timer.close();

    assertThat(events).containsExactly("later dropped");
    assertThatThrownBy(() -> timer.schedule(new Noting("too late"), 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void runsEachBlockingTaskOnAVirtualThread() throws InterruptedException {
    runtime
        .blockingExecutor("blocking")
        .execute(
            () -> {
              Thread own = Thread.currentThread();
              events.add(own.getName() + (own.isVirtual() ? " virtual" : ""));
            });
    assertThat(events.poll(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("blocking virtual");
  }

  private final class Noting implements TaskTimer.Task {
    private final String name;

    Noting(String name) {
      this.name = name;
    }

    @Override
    public void onDue() {
      events.add(name + " on " + Thread.currentThread().getName());
    }

    @Override
    public void onDropped() {
      events.add(name + " dropped");
    }
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
