package dev.wharf.engine.uring.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.uring.channels.Rings;
import dev.wharf.engine.uring.sys.Abi;
import dev.wharf.engine.uring.sys.Libc;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests the two ways to run code on a loop's thread: tasks, and the work that the owner of the
/// channel group requests.
class RingLoopTest {
  private static final int PATIENCE_SECONDS = 20;

  private final CountDownLatch lost = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final RingLoop loop =
      new RingLoop(lost::countDown, ended::countDown, new RingSize(8, 16));

  @BeforeEach
  void start() throws Exception {
    Rings.assume();
    loop.start(Thread.ofPlatform().daemon().name("ring-loop-test").unstarted(loop));
  }

  @AfterEach
  void stop() throws Exception {
    if (loop.offer(() -> {})) {
      loop.stop();
      await(ended);
    }
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      await(latch);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Blocks the loop's thread until the latch `release` is counted down. Returns when the thread is
  /// blocked.
  private void holdUntil(CountDownLatch release) throws InterruptedException {
    CountDownLatch held = new CountDownLatch(1);
    loop.execute(
        () -> {
          held.countDown();
          awaitUnchecked(release);
        });
    await(held);
  }

  /// Requests work many times. Each request arrives while the loop waits in the kernel or is about
  /// to wait.
  @Test
  void wakesForEachRequest() throws Exception {
    Semaphore ran = new Semaphore(0);
    loop.setWork(ran::release);
    for (int i = 0; i < 10_000; i++) {
      loop.requestWork();
      assertThat(ran.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("request %s", i).isTrue();
    }
  }

  @Test
  void requestsBeforeTheWorkBeginsCountAsOne() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    loop.setWork(runs::incrementAndGet);
    CountDownLatch release = new CountDownLatch(1);
    holdUntil(release);
    for (int i = 0; i < 100; i++) {
      loop.requestWork();
    }
    release.countDown();
    CompletableFuture<Integer> later = new CompletableFuture<>();
    // The inner task is handed over while the loop runs tasks. So it runs in the next turn, after
    // the requested work.
    loop.execute(() -> loop.execute(() -> later.complete(runs.get())));
    assertThat(later.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
  }

  @Test
  void workWithoutEndLeavesTasksAndCompletionsTheirTurns() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    loop.setWork(
        () -> {
          if (!enough.get()) {
            loop.requestWork();
          }
        });
    loop.requestWork();
    CompletableFuture<Integer> completed = new CompletableFuture<>();
    Request request =
        new Request() {
          @Override
          protected void onCompleted(int result, int flags) {
            completed.complete(result);
          }
        };
    loop.execute(() -> submitNop(request));
    assertThat(completed.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isZero();
    enough.set(true);
  }

  /// Requests late work twice in one completion. What completes without waiting is handled before
  /// the late work, in one look or in two.
  @Test
  void looksForCompletionsBeforeLateWork() throws Exception {
    List<String> order = new ArrayList<>();
    CountDownLatch worked = new CountDownLatch(1);
    loop.setLateWork(
        () -> {
          order.add("late work");
          worked.countDown();
        });
    Request third = noting("third", order, () -> {});
    Request second = noting("second", order, () -> submitNop(third));
    Request first =
        noting(
            "first",
            order,
            () -> {
              assertThat(loop.requestLateWork()).isTrue();
              assertThat(loop.requestLateWork()).isTrue();
              submitNop(second);
            });
    loop.execute(() -> submitNop(first));
    await(worked);
    CompletableFuture<List<String>> later = new CompletableFuture<>();
    loop.execute(() -> loop.execute(() -> later.complete(List.copyOf(order))));
    assertThat(later.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .containsExactly("first", "second", "third", "late work");
  }

  /// Requests late work while each completion causes another one at once.
  @Test
  void completionsWithoutEndLeaveLateWorkItsTurn() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    CountDownLatch worked = new CountDownLatch(1);
    loop.setLateWork(worked::countDown);
    Request endless =
        new Request() {
          @Override
          protected void onCompleted(int result, int flags) {
            loop.requestLateWork();
            if (!enough.get()) {
              submitNop(this);
            }
          }
        };
    loop.execute(() -> submitNop(endless));
    await(worked);
    enough.set(true);
  }

  @Test
  void otherThreadsCannotRequestLateWork() {
    assertThat(loop.requestLateWork()).isFalse();
  }

  private void submitNop(Request request) {
    Objects.requireNonNull(loop.ringWithRoom(1, 0))
        .write(Abi.OP_NOP, -1, 0, 0, loop.userDataOf(request));
  }

  private static Request noting(String name, List<String> order, Runnable then) {
    return new Request() {
      @Override
      protected void onCompleted(int result, int flags) {
        order.add(name);
        then.run();
      }
    };
  }

  @Test
  void tasksWithoutEndLeaveWorkAndCompletionsTheirTurns() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    Runnable endless =
        new Runnable() {
          @Override
          public void run() {
            if (!enough.get()) {
              loop.execute(this);
            }
          }
        };
    loop.execute(endless);
    CountDownLatch worked = new CountDownLatch(1);
    loop.setWork(worked::countDown);
    loop.requestWork();
    await(worked);
    enough.set(true);
  }

  /// Several threads hand over tasks until the loop rejects them.
  @Test
  void runsEachAcceptedTaskOnceAndInTheOrderOfItsThread() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<List<Integer>> ran = new ArrayList<>();
    List<AtomicInteger> accepted = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      List<Integer> mine = new ArrayList<>();
      AtomicInteger count = new AtomicInteger();
      ran.add(mine);
      accepted.add(count);
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; handOver(mine, i); i++) {
                      count.incrementAndGet();
                    }
                  }));
    }
    while (accepted.stream().anyMatch(count -> count.get() < 1000)) {
      Thread.onSpinWait();
    }
    CountDownLatch release = new CountDownLatch(1);
    holdUntil(release);
    loop.execute(() -> close(Objects.requireNonNull(loop.ringWithRoom(0, 0))));
    release.countDown();
    await(ended);
    for (Thread thread : threads) {
      assertThat(thread.join(java.time.Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
    }
    for (int t = 0; t < threads.size(); t++) {
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < accepted.get(t).get(); i++) {
        expected.add(i);
      }
      assertThat(ran.get(t)).isEqualTo(expected);
    }
  }

  private boolean handOver(List<Integer> ran, int number) {
    return loop.offer(() -> ran.add(number));
  }

  private static void close(Ring ring) {
    Libc.close(ring.fd());
  }

  @Test
  void runsRequestedWorkBeforeItEndsAndRejectsItAfterwards() throws Exception {
    CountDownLatch worked = new CountDownLatch(1);
    loop.setWork(worked::countDown);
    CountDownLatch release = new CountDownLatch(1);
    holdUntil(release);
    loop.stop();
    loop.requestWork();
    release.countDown();
    await(ended);
    await(worked);
    assertThatThrownBy(loop::requestWork).isInstanceOf(RejectedExecutionException.class);
    assertThat(loop.offer(() -> {})).isFalse();
  }

  /// Closes the ring's descriptor while the request is in flight, and waits for the end of the
  /// loop.
  private void loseRingInFlight(Request request) throws InterruptedException {
    loop.execute(
        () -> {
          loop.userDataOf(request);
          close(Objects.requireNonNull(loop.ringWithRoom(0, 0)));
        });
    await(lost);
    await(ended);
  }

  @Test
  void runsLateWorkWhenItsRingIsLost() throws Exception {
    CountDownLatch worked = new CountDownLatch(1);
    AtomicBoolean accepted = new AtomicBoolean(true);
    loop.setLateWork(
        () -> {
          accepted.set(loop.requestLateWork());
          worked.countDown();
        });
    Request request =
        new Request() {
          @Override
          protected void onCompleted(int result, int flags) {
            loop.requestLateWork();
          }

          @Override
          protected void onLost() {
            loop.requestLateWork();
          }
        };
    loseRingInFlight(request);
    await(worked);
    assertThat(accepted).as("a request after the end is accepted").isFalse();
  }

  @Test
  void runsRequestedWorkWhenItsRingIsLost() throws Exception {
    CountDownLatch worked = new CountDownLatch(1);
    loop.setWork(worked::countDown);
    Request request =
        new Request() {
          @Override
          protected void onCompleted(int result, int flags) {
            loop.requestWork();
          }
        };
    loseRingInFlight(request);
    await(worked);
  }
}
