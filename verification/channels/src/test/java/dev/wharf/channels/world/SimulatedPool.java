package dev.wharf.channels.world;

import dev.wharf.engine.runtime.EngineRuntime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/// An executor for a simulation. Its threads wait for tasks through the runtime. It needs no locks,
/// because only one thread of a simulation runs at a time.
final class SimulatedPool extends AbstractExecutorService {
  private final EngineRuntime runtime;
  private final int most;
  private final ThreadFactory threads;
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final Deque<Thread> idle = new ArrayDeque<>();
  private int living;

  /// The number of threads that were started or woken, and have not looked for a task yet.
  private int coming;

  private boolean isShutdown;

  /// @param most the largest number of threads
  /// @param threads makes threads of the runtime
  SimulatedPool(EngineRuntime runtime, int most, ThreadFactory threads) {
    this.runtime = runtime;
    this.most = most;
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    if (isShutdown) {
      throw new RejectedExecutionException("the executor was shut down");
    }
    tasks.add(task);
    if (coming >= tasks.size()) {
      return;
    }
    if (!idle.isEmpty()) {
      coming++;
      runtime.unpark(idle.removeLast());
    } else if (living < most) {
      startThread();
    }
  }

  private void startThread() {
    living++;
    coming++;
    threads.newThread(this::loop).start();
  }

  private void loop() {
    boolean isRegular = false;
    coming--;
    try {
      while (hasTask()) {
        tasks.remove().run();
      }
      isRegular = true;
    } finally {
      living--;
      if (!isRegular && !tasks.isEmpty()) {
        startThread();
      }
    }
  }

  /// Waits for a task. Returns false when the executor was shut down and no task is left. Ends an
  /// interrupt, because the interrupt was meant for an earlier task.
  private boolean hasTask() {
    Thread self = Thread.currentThread();
    boolean _ = Thread.interrupted();
    while (tasks.isEmpty() && !isShutdown) {
      idle.add(self);
      runtime.parkNanos(Long.MAX_VALUE);
      coming -= idle.remove(self) ? 0 : 1;
      boolean _ = Thread.interrupted();
    }
    return !tasks.isEmpty();
  }

  @Override
  public void shutdown() {
    isShutdown = true;
    idle.forEach(runtime::unpark);
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    List<Runnable> left = new ArrayList<>(tasks);
    tasks.clear();
    return left;
  }

  @Override
  public boolean isShutdown() {
    return isShutdown;
  }

  @Override
  public boolean isTerminated() {
    return isShutdown && living == 0;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return runtime.poll(this::isTerminated, Duration.ofNanos(unit.toNanos(timeout)));
  }
}
