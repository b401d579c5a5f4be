package dev.wharf.engine.worker;

import dev.wharf.engine.job.JobFailures;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.runtime.HandRuntime;
import java.io.IOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/// A channel group without channels, whose thread never starts. An actor of a test runs the tasks
/// in its place.
final class HandGroup extends AsynchronousChannelGroup implements Executor {
  private static final EngineRuntime RUNTIME =
      new HandRuntime(EngineRuntime.system().newTimer("unused", Duration.ofSeconds(1)));

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private volatile boolean shutdown;

  private HandGroup(AsynchronousChannelProvider provider) {
    super(provider);
  }

  /// Makes a worker with one thread on such a group.
  static Worker newWorker() {
    try {
      return new Worker(Provider.INSTANCE, 1, "worker", Owner.INSTANCE, RUNTIME);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Returns the group of such a worker.
  static HandGroup of(Worker worker) {
    return (HandGroup) worker.group();
  }

  @Override
  public void execute(Runnable task) {
    if (shutdown) {
      throw new RejectedExecutionException();
    }
    tasks.add(task);
  }

  /// Runs the tasks that wait. Only one thread at a time calls it.
  void runTasks() {
    Runnable task;
    while ((task = tasks.poll()) != null) {
      task.run();
    }
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown;
  }

  @Override
  public void shutdown() {
    shutdown = true;
  }

  @Override
  public void shutdownNow() {
    shutdown();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }

  private static final class Owner implements Worker.Owner {
    static final Owner INSTANCE = new Owner();

    private final JobFailures failures = new JobFailures();

    @Override
    public JobFailures jobFailures() {
      return failures;
    }

    @Override
    public void onDied(Worker worker) {}

    @Override
    public void onReplaced(Worker worker) {}

    @Override
    public void onLost(Worker worker, Throwable why) {}
  }

  private static final class Provider extends AsynchronousChannelProvider {
    static final Provider INSTANCE = new Provider();

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(
        int threads, ThreadFactory factory) {
      Thread _ = factory.newThread(() -> {});
      return new HandGroup(this);
    }

    @Override
    public AsynchronousChannelGroup openAsynchronousChannelGroup(
        ExecutorService executor, int initialSize) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AsynchronousServerSocketChannel openAsynchronousServerSocketChannel(
        AsynchronousChannelGroup group) {
      throw new UnsupportedOperationException();
    }

    @Override
    public AsynchronousSocketChannel openAsynchronousSocketChannel(AsynchronousChannelGroup group) {
      throw new UnsupportedOperationException();
    }
  }
}
