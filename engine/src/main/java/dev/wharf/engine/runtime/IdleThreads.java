package dev.wharf.engine.runtime;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The threads of a small pool that wait for a task. The owner of the pool makes the threads, and
/// has the queue of the tasks. For tasks that must not run on the workers of a port, because they
/// block or compute for long. Thread-safe.
public final class IdleThreads {
  /// After this time a thread looks for a task without being woken.
  private static final Duration LONG = Duration.ofSeconds(10);

  private final EngineRuntime runtime;
  private final Queue<Thread> idle = new ConcurrentLinkedQueue<>();

  /// Creates a pool without threads.
  public IdleThreads(EngineRuntime runtime) {
    this.runtime = runtime;
  }

  /// Takes a task, and waits until there is one. For the threads of the pool.
  ///
  /// @param queue takes the next task out of the owner's queue; returns null when there is none
  /// @param isOver whether no task will come any more. The owner wakes all threads when this
  ///   changes
  /// @return null when no task will come any more
  public <T> @Nullable T take(Supplier<@Nullable T> queue, BooleanSupplier isOver) {
    T task = queue.get();
    while (task == null && !isOver.getAsBoolean()) {
      task = await(queue);
    }
    return task;
  }

  /// Waits once, and looks for a task then.
  private <T> @Nullable T await(Supplier<@Nullable T> queue) {
    Thread current = Thread.currentThread();
    idle.add(current);
    T task = queue.get(); // a task that came before this thread was among the idle ones
    if (task == null) {
      runtime.parkNanos(LONG.toNanos());
      task = queue.get();
      idle.remove(current);
    } else if (!idle.remove(current)) {
      wakeOne(); // this thread was woken for another task, and has one already
    }
    return task;
  }

  /// Wakes one of the threads that wait, because there is a new task.
  public void wakeOne() {
    Thread thread = idle.poll();
    if (thread != null) {
      runtime.unpark(thread);
    }
  }
}
