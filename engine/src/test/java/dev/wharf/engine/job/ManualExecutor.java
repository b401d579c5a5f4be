package dev.wharf.engine.job;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/// An executor that keeps its tasks. A test runs them on its own thread.
public final class ManualExecutor implements Executor {

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  public int waiting() {
    return tasks.size();
  }

  /// Runs the oldest task. Returns false when there is none.
  public boolean runOne() {
    Runnable task = tasks.poll();
    if (task == null) {
      return false;
    }
    task.run();
    return true;
  }

  /// Runs the tasks and those that they add, until none is left. Returns their number.
  public int runAll() {
    int ran = 0;
    while (runOne()) {
      ran++;
    }
    return ran;
  }
}
