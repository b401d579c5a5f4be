package dev.wharf.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wharf.engine.buffer.SendBuffer;
import dev.wharf.engine.job.JobFailures;
import dev.wharf.engine.memory.BufferMemory;
import dev.wharf.engine.memory.BufferPool;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.worker.Worker;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Tests a worker on a channel group that fails at moments that the test chooses.
@Tag(EngineFixture.ONCE)
class WorkerGroupTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CountDownLatch lost = new CountDownLatch(1);
  private final AtomicInteger losses = new AtomicInteger();
  private final AtomicInteger ran = new AtomicInteger();
  private final Groups groups = new Groups();
  private Runnable atDeath = () -> {};

  private Worker worker() throws Exception {
    return new Worker(groups, 1, "tested", new Owner(), EngineRuntime.system());
  }

  @Test
  void wakesItsThreadAgainAfterAFailedWakeUp() throws Exception {
    Worker worker = worker();
    groups.atExecute =
        () -> {
          groups.atExecute = null;
          throw new OutOfMemoryError("thrown by a test");
        };
    assertThatThrownBy(() -> worker.handOver(ran::incrementAndGet))
        .isInstanceOf(OutOfMemoryError.class);
    worker.handOver(ran::incrementAndGet);
    assertThat(ran).hasValue(2);
  }

  /// The worker accepts the task before the worker dies, so the task must run, and `handOver` must
  /// not throw.
  @Test
  void doesNotRejectATaskThatItRuns() throws Exception {
    Worker worker = worker();
    groups.atExecute =
        () -> {
          groups.startThread(() -> {});
          await(lost);
          throw new RejectedExecutionException("thrown by a test");
        };
    worker.handOver(ran::incrementAndGet);
    EngineFixture.until("the task has run", () -> ran.get() == 1);
    assertThatThrownBy(() -> worker.handOver(ran::incrementAndGet))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("is dead");
    assertThat(ran).hasValue(1);
  }

  /// The second task comes before the wake-up for the first one is rejected, so it finds the
  /// wake-up requested. Both tasks are accepted, so the last thread must run them.
  @Test
  void runsTheTasksThatItAcceptsWhileItIsShutDown() throws Exception {
    Worker worker = worker();
    CountDownLatch mayEnd = new CountDownLatch(1);
    Thread last = groups.startThread(() -> await(mayEnd));
    Thread closing = Thread.ofPlatform().start(worker::shutDown);
    await(groups.shutdown);
    groups.atExecute =
        () -> {
          worker.handOver(ran::incrementAndGet);
          throw new RejectedExecutionException("thrown by a test");
        };
    worker.handOver(ran::incrementAndGet);
    mayEnd.countDown();
    join(last);
    join(closing);
    assertThat(ran).hasValue(2);
    assertThatThrownBy(() -> worker.handOver(ran::incrementAndGet))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("is shut down");
    assertThat(losses).hasValue(0);
  }

  @Test
  void reportsThatItsNewGroupDiedAtOnce() throws Exception {
    Worker worker = worker();
    Thread.sleep(Duration.ofMillis(1100));
    groups.atOpen = () -> join(groups.startThread(() -> {}));
    join(groups.startThread(() -> {}));
    await(lost);
    EngineFixture.until("the worker is dead", worker::isDead);
    assertThat(losses).hasValue(1);
    assertThatThrownBy(() -> worker.handOver(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  /// A dying worker's thread still keeps buffers for reuse. It must free these buffers, including
  /// those that it releases last.
  @Test
  void freesTheBuffersThatItsDeathReleases() throws Exception {
    BufferMemory memory = new BufferMemory(1 << 20);
    try (BufferPool pool = new BufferPool(memory)) {
      SendBuffer held = pool.acquire(10);
      atDeath = held::close;
      worker();
      join(groups.startThread(() -> pool.acquire(10).close()));
      assertThat(memory.buffersOut()).isZero();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void join(Thread thread) {
    try {
      assertThat(thread.join(PATIENCE)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private final class Owner implements Worker.Owner {
    private final JobFailures failures = new JobFailures();

    @Override
    public JobFailures jobFailures() {
      return failures;
    }

    @Override
    public void onDied(Worker worker) {
      atDeath.run();
    }

    @Override
    public void onReplaced(Worker worker) {}

    @Override
    public void onLost(Worker worker, Throwable why) {
      losses.incrementAndGet();
      lost.countDown();
    }
  }

  /// A provider of channel groups. The test can set one task that runs within a call of `execute`,
  /// and one that runs when a group opens.
  private static final class Groups extends AsynchronousChannelProvider {
    final CountDownLatch shutdown = new CountDownLatch(1);
    volatile @Nullable Runnable atExecute;
    volatile @Nullable Runnable atOpen;
    private volatile @Nullable ThreadFactory threads;

    Thread startThread(Runnable body) {
      Thread thread = Objects.requireNonNull(threads).newThread(body);
      thread.start();
      return thread;
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(int count, ThreadFactory factory) {
      threads = factory;
      Runnable hook = atOpen;
      if (hook != null) {
        hook.run();
      }
      return new Group(this);
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(
        ExecutorService executor, int initialSize) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
        @Nullable AsynchronousChannelGroup group) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AsynchronousSocketChannel openAsynchronousSocketChannel(
        @Nullable AsynchronousChannelGroup group) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Group extends AsynchronousChannelGroup implements Executor {
    private final Groups groups;

    Group(Groups groups) {
      super(groups);
      this.groups = groups;
    }

    @Override
    public void execute(Runnable task) {
      Runnable hook = groups.atExecute;
      if (hook != null) {
        hook.run();
      }
      task.run();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return false;
    }

    @Override
    public void shutdown() {}

    @Override
    public void shutdownNow() {
      groups.shutdown.countDown();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }
}
