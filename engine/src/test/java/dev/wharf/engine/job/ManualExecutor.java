package dev.wharf.engine.job;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/// An executor that keeps its tasks until the test runs them, on the test's thread.
public final class ManualExecutor implements Executor {

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  public int waiting() {
    return tasks.size();
  }

  /// Runs the oldest task. Returns false when no task waits.
  public boolean runOne() {
    Runnable task = tasks.poll();
    if (task == null) {
      return false;
    }
    task.run();
    return true;
  }

  /// Runs all tasks, including the tasks that they add, until none is left. Returns how many have
  /// run.
  public int runAll() {
    int ran = 0;
    while (runOne()) {
      ran++;
    }
    return ran;
  }
}
