package dev.wharf.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.EngineFixture;
import dev.wharf.engine.Peers;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.Probes;
import dev.wharf.engine.ServerService;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests tasks on a worker: their limit, their rejection, and their failures.
class WorkerTest {
  @ParameterizedTest
  @CsvSource({"PER_WORKER,1", "SHARED,2"})
  void refusesTheTaskBeyondItsLimitAndTakesTheNextWhenThereIsRoom(
      PortOptions.Shape shape, int threads) throws Exception {
    try (EngineFixture engine = new EngineFixture(shape, threads)) {
      Worker worker = engine.port.workers().getFirst();
      CountDownLatch begun = new CountDownLatch(threads);
      CountDownLatch end = new CountDownLatch(1);
      for (int i = 0; i < threads; i++) {
        worker.execute(() -> hold(begun, end));
      }
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      AtomicInteger ran = new AtomicInteger();
      int taken = fill(worker, ran::incrementAndGet);
      assertThat(taken).isEqualTo(Worker.MAX_TASKS);
      end.countDown();
      EngineFixture.until("all tasks have run", () -> ran.get() == taken);
      worker.execute(ran::incrementAndGet);
      EngineFixture.until("one more task has run", () -> ran.get() == taken + 1);
    }
  }

  /// A completion hands tasks over to its own worker, until the worker rejects one.
  @Test
  void rejectsATaskAboveItsLimitWithinACompletion() throws Exception {
    try (EngineFixture engine = new EngineFixture(PortOptions.Shape.PER_WORKER, 1)) {
      Worker worker = engine.port.workers().getFirst();
      CompletableFuture<Integer> taken = new CompletableFuture<>();
      worker.execute(() -> taken.complete(fill(worker, () -> {})));
      assertThat(taken.get(20, TimeUnit.SECONDS)).isEqualTo(Worker.MAX_TASKS);
    }
  }

  /// The task must wait in the worker's queue, from which the ring's loop runs it as requested
  /// work. It must not also become a task of the loop.
  @Test
  void onARingATaskPassesThroughOneQueue() throws Exception {
    EngineFixture.assumeAvailable(PortOptions.Provider.URING);
    try (EngineFixture engine =
        new EngineFixture(
            PortOptions.defaults().withWorkers(1).withShape(PortOptions.Shape.PER_WORKER),
            PortOptions.Provider.URING)) {
      CompletableFuture<List<String>> callers = new CompletableFuture<>();
      engine
          .port
          .workers()
          .getFirst()
          .handOver(
              () ->
                  callers.complete(
                      Stream.of(Thread.currentThread().getStackTrace())
                          .map(StackTraceElement::getMethodName)
                          .toList()));
      assertThat(callers.get(20, TimeUnit.SECONDS))
          .contains("runRequestedWork")
          .doesNotContain("runTasks");
    }
  }

  private static int fill(Worker worker, Runnable task) {
    for (int taken = 0; taken < 2 * Worker.MAX_TASKS; taken++) {
      try {
        worker.execute(task);
      } catch (RejectedExecutionException e) {
        return taken;
      }
    }
    return 2 * Worker.MAX_TASKS;
  }

  private static void hold(CountDownLatch begun, CountDownLatch end) {
    begun.countDown();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// A completion adds more tasks than a thread runs at the end of a completion. The closed port
  /// rejects the tasks that are left, so the same thread must run them.
  @Test
  void runsDeferredTasksAfterTheCompletionWhenThePortRejectsThem() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    CompletableFuture<Boolean> inside = new CompletableFuture<>();
    try (EngineFixture engine = new EngineFixture(PortOptions.Shape.PER_WORKER, 1)) {
      Worker worker = engine.port.workers().getFirst();
      engine.port.close();
      Thread thread =
          new WorkerThread(
              worker,
              () -> {
                WorkerThread self = Objects.requireNonNull(WorkerThread.enterCurrent());
                for (int i = 0; i < 3000; i++) {
                  self.defer(ran::incrementAndGet);
                }
                try {
                  self.leave();
                } finally {
                  inside.complete(self.isInCompletion());
                }
              },
              "leaving");
      thread.setUncaughtExceptionHandler((of, thrown) -> {});
      thread.start();
      assertThat(inside.get(20, TimeUnit.SECONDS)).isFalse();
      assertThat(ran).hasValue(3000);
    }
  }

  /// Tasks and writes wait in two queues of the thread, which have one limit together.
  @Test
  void deferredTasksAndWritesHaveOneLimitTogether() throws Exception {
    try (EngineFixture engine = new EngineFixture(PortOptions.Shape.PER_WORKER, 1)) {
      Worker worker = engine.port.workers().getFirst();
      CompletableFuture<Integer> taken = new CompletableFuture<>();
      worker.execute(
          () -> {
            worker.executeWrite(() -> {});
            taken.complete(fill(worker, () -> {}));
          });
      assertThat(taken.get(20, TimeUnit.SECONDS)).isEqualTo(Worker.MAX_TASKS - 1);
    }
  }

  /// A handler blocks the worker's only thread beyond the end of `close`. A task that comes later
  /// could never run. A task that the worker has accepted before runs when the handler returns.
  @ParameterizedTest
  @CsvSource({"PER_WORKER,1", "SHARED,2"})
  void rejectsTasksAfterItsEndAlthoughAHandlerNeverReturns(PortOptions.Shape shape, int threads)
      throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (EngineFixture engine = new EngineFixture(shape, threads)) {
      Worker worker = engine.port.workers().getFirst();
      CountDownLatch begun = new CountDownLatch(threads);
      for (int i = 0; i < threads; i++) {
        worker.execute(() -> hold(begun, end));
      }
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Void> accepted = new CompletableFuture<>();
      worker.execute(() -> accepted.complete(null));
      worker.shutDown();
      assertThatThrownBy(() -> worker.execute(() -> {}))
          .isInstanceOf(RejectedExecutionException.class);
      end.countDown();
      assertThat(accepted).succeedsWithin(Duration.ofSeconds(20));
    } finally {
      end.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesToDrainAndToCloseOnAWorker(PortOptions.Shape shape) throws Exception {
    try (EngineFixture engine = new EngineFixture(shape, 2)) {
      ServerService server = engine.serve(Probes.echo());
      Peers.assertEchoes(engine.socketTo(server), 1);
      assertRefusedOnWorker(engine, () -> server.drain(Duration.ofSeconds(20)), "drain");
      assertRefusedOnWorker(engine, server::close, "close");
      assertRefusedOnWorker(engine, engine.port::close, "close");
      Peers.assertEchoes(engine.socketTo(server), 2);
    }
  }

  private static void assertRefusedOnWorker(EngineFixture engine, Runnable blocking, String name) {
    CompletableFuture<Void> done = CompletableFuture.runAsync(blocking, engine.port.executor());
    assertThatThrownBy(() -> done.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining(name + " blocks, and was called on worker ");
  }
}
