package dev.wharf.simulation;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.engine.runtime.Scheduled;
import dev.wharf.engine.runtime.TaskTimer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A timer of a [SimulatedRuntime]. It runs its tasks on its own thread. Tasks are due at multiples
/// of the tick, as on a timer wheel. Only the thread that has the scheduler's turn uses it.
final class SimulatedTimer implements TaskTimer {
  private final EngineRuntime runtime;
  private final String threadName;
  private final long tickNanos;
  private final Runnable endStep;
  private final TreeSet<Entry> entries = new TreeSet<>();
  private long added;
  private @Nullable Thread thread;
  private boolean closed;

  /// Creates a timer without tasks.
  ///
  /// @param endStep ends the scheduler's step between two tasks, so that other threads can run
  SimulatedTimer(EngineRuntime runtime, String threadName, long tickNanos, Runnable endStep) {
    this.runtime = runtime;
    this.threadName = threadName;
    this.tickNanos = tickNanos;
    this.endStep = endStep;
  }

  @Override
  public Scheduled schedule(Task task, long delayNanos) {
    if (closed) {
      throw new IllegalStateException("the timer " + threadName + " is closed");
    }
    long dueAt = runtime.nanoTime() + Math.max(0, delayNanos);
    Entry entry = new Entry(task, dueAt + Math.floorMod(-dueAt, tickNanos), added++);
    entries.add(entry);
    if (thread == null) {
      thread = runtime.newThread(threadName, this::run);
      thread.start();
    } else if (entries.first().equals(entry)) {
      runtime.unpark(thread);
    }
    return entry;
  }

  private void run() {
    while (!closed) {
      long left = entries.isEmpty() ? Long.MAX_VALUE : entries.first().dueAt - runtime.nanoTime();
      if (left > 0) {
        runtime.parkNanos(left);
      } else {
        runFirst();
        endStep.run();
      }
    }
  }

  /// Removes the first task and runs it. What the task throws does not end the timer's thread,
  /// unless the simulation is over.
  private void runFirst() {
    Entry due = entries.removeFirst();
    try {
      due.task.onDue();
    } catch (RuntimeException | Error e) {
      if (runtime.isOver()) {
        throw e;
      }
      Thread self = Thread.currentThread();
      self.getUncaughtExceptionHandler().uncaughtException(self, e);
    }
  }

  @Override
  public void close() {
    closed = true;
    Thread running = thread;
    if (running != null) {
      runtime.unpark(running);
      awaitEnd(running);
    }
    List<Entry> dropped = new ArrayList<>(entries);
    entries.clear();
    dropped.forEach(entry -> entry.task.onDropped());
  }

  private void awaitEnd(Thread running) {
    try {
      boolean _ = runtime.join(running, EngineRuntime.FOREVER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// A task that waits for its time.
  private final class Entry implements Scheduled, Comparable<Entry> {
    private final Task task;
    private final long dueAt;
    private final long number;

    Entry(Task task, long dueAt, long number) {
      this.task = task;
      this.dueAt = dueAt;
      this.number = number;
    }

    @Override
    public void cancel() {
      entries.remove(this);
    }

    @Override
    public int compareTo(Entry other) {
      int byTime = Long.compare(dueAt, other.dueAt);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number);
    }
  }
}
