package dev.wharf.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wharf.channels.world.World;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A channel group that records its threads and the handlers of its channels.
///
/// Closing it fails unless the group terminates, and unless each handler was called once, on a
/// thread of the group.
final class TestGroup implements AutoCloseable {
  private static final String THREAD = "test-group";

  private final World world;
  private final Setting setting;
  private final AsynchronousChannelGroup group;
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Outcome<?>> outcomes = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
  private boolean throwsExpected;

  TestGroup(World world, Setting setting) throws IOException {
    this.world = world;
    this.setting = setting;
    this.group = setting.kind().open(world, this::newThread);
  }

  AsynchronousChannelGroup group() {
    return group;
  }

  /// Returns the group as an executor, which the engine's workers need.
  Executor executor() {
    assertThat(group).isInstanceOf(Executor.class);
    return (Executor) group;
  }

  /// Returns all threads that the group has created so far.
  List<Thread> threads() {
    synchronized (threads) {
      return List.copyOf(threads);
    }
  }

  /// Returns the exceptions that have ended threads of the group.
  Queue<Throwable> uncaught() {
    return uncaught;
  }

  /// Allows handlers to throw from now on.
  void expectThrowingHandlers() {
    throwsExpected = true;
  }

  /// Creates a handler. The test fails unless the handler is called exactly once.
  <V> Outcome<V> outcome() {
    return outcome((value, failure) -> {});
  }

  <V> Outcome<V> outcome(BiConsumer<@Nullable V, @Nullable Throwable> then) {
    Outcome<V> outcome = new Outcome<>(world, then);
    outcomes.add(outcome);
    return outcome;
  }

  /// Makes a thread. A thread of an executor waits through the runtime, so the runtime makes it.
  private Thread newThread(Runnable task) {
    Thread thread =
        setting.kind().isFixed()
            ? new Thread(task, THREAD)
            : world.runtime().newThread(THREAD, task);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((dead, thrown) -> uncaught.add(thrown));
    synchronized (threads) {
      threads.add(thread);
    }
    return thread;
  }

  @Override
  public void close() throws IOException {
    if (setting.provider().has(Providers.Defect.LOSES_COMPLETIONS)) {
      outcomes.forEach(Outcome::awaitEnd);
    }
    group.shutdownNow();
    world.until("the group terminates", this::isTerminated);
    for (Outcome<?> outcome : outcomes) {
      assertThat(outcome.calls()).as("calls of a handler").isEqualTo(1);
      assertThat(threads()).as("threads for handlers").contains(outcome.thread());
    }
    if (!throwsExpected) {
      assertThat(uncaught).as("exceptions that ended threads of the group").isEmpty();
    }
  }

  boolean isTerminated() {
    if (setting.provider().has(Providers.Defect.STRANDS_EVENTS)) {
      nudge();
    }
    try {
      return group.awaitTermination(20, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void nudge() {
    try {
      executor().execute(() -> {});
    } catch (RejectedExecutionException e) {
      // The group has ended, and so have its threads.
    }
  }
}
