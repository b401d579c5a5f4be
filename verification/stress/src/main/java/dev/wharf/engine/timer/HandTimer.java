package dev.wharf.engine.timer;

import dev.wharf.engine.runtime.HandRuntime;
import dev.wharf.engine.runtime.Scheduled;
import dev.wharf.engine.runtime.TaskTimer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// A timer whose tasks become due when an actor of a test says so. Like the system's timer, it
/// keeps a task for ever that is added while another thread closes the timer.
final class HandTimer implements TaskTimer {
  private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /// Makes a job timer on this timer.
  JobTimer newJobTimer() {
    return new JobTimer(JobTimerOptions.defaults(), new HandRuntime(this));
  }

  @Override
  public Scheduled schedule(Task task, long delayNanos) {
    if (closed) {
      throw new IllegalStateException("the timer is closed");
    }
    Entry entry = new Entry(task);
    entries.add(entry);
    return entry;
  }

  /// Makes the next task due, in place of the timer's thread.
  void fire() {
    Entry entry = entries.poll();
    if (entry != null && entry.leave()) {
      entry.task.onDue();
    }
  }

  @Override
  public void close() {
    closed = true;
    Entry entry;
    while ((entry = entries.poll()) != null) {
      if (entry.leave()) {
        entry.task.onDropped();
      }
    }
  }

  /// Returns the number of tasks that are neither due, dropped nor cancelled.
  int size() {
    return (int) entries.stream().filter(entry -> !entry.left.get()).count();
  }

  private static final class Entry implements Scheduled {
    private final Task task;
    private final AtomicBoolean left = new AtomicBoolean();

    Entry(Task task) {
      this.task = task;
    }

    boolean leave() {
      return left.compareAndSet(false, true);
    }

    @Override
    public void cancel() {
      left.set(true);
    }
  }
}
