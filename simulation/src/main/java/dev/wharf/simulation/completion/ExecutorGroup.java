package dev.wharf.simulation.completion;

import dev.wharf.simulation.schedule.Scheduler;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/// A channel group whose handlers and tasks run on an executor. The executor decides in which order
/// they run. It is shut down when the group has ended.
public final class ExecutorGroup extends SimulatedGroup {
  private final Scheduler scheduler;
  private final ExecutorService executor;
  private final Waiters awaitingEnd;

  /// Creates a group.
  ///
  /// @param executor an executor whose threads are threads of the runtime, and wait through the
  ///   runtime
  public ExecutorGroup(
      AsynchronousChannelProvider provider, Scheduler scheduler, ExecutorService executor) {
    super(provider, scheduler);
    this.scheduler = scheduler;
    this.executor = executor;
    this.awaitingEnd = new Waiters(scheduler);
  }

  @Override
  void runTask(Runnable task) {
    executor.execute(task);
  }

  @Override
  void runCompletion(Runnable completion) {
    executor.execute(completion);
  }

  @Override
  void onEnded() {
    executor.shutdown();
    awaitingEnd.wake();
  }

  @Override
  public boolean isTerminated() {
    return hasEnded() && executor.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    long begin = scheduler.now();
    long nanos = unit.toNanos(timeout);
    return awaitingEnd.await(this::hasEnded, nanos)
        && executor.awaitTermination(nanos - (scheduler.now() - begin), TimeUnit.NANOSECONDS);
  }
}
