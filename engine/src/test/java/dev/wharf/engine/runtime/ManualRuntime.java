package dev.wharf.engine.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A runtime whose clock stands still until a test moves it. [#advance] runs the tasks that are
/// due, on the calling thread. Threads and waits are real, as in the system's runtime.
public final class ManualRuntime implements EngineRuntime {
  private static final EngineRuntime SYSTEM = EngineRuntime.system();

  /// The tasks of all timers that are not due yet. The list's monitor guards the list and the
  /// clock.
  private final List<Entry> pending = new ArrayList<>();

  private long now = 1;
  private volatile @Nullable Error failure;

  /// Advances the clock, and runs the tasks that have become due, the earliest first.
  public void advance(Duration time) {
    synchronized (pending) {
      now += time.toNanos();
    }
    for (Entry due = takeDue(); due != null; due = takeDue()) {
      due.task.onDue();
    }
  }

  /// Returns the number of tasks that are not due yet.
  public int pending() {
    synchronized (pending) {
      return pending.size();
    }
  }

  /// Makes each further call of [#schedule] throw.
  public void failToSchedule(Error error) {
    failure = error;
  }

  private @Nullable Entry takeDue() {
    synchronized (pending) {
      Entry first = pending.stream().min(Comparator.comparingLong(one -> one.dueAt)).orElse(null);
      if (first == null || first.dueAt > now) {
        return null;
      }
      pending.remove(first);
      return first;
    }
  }

  @Override
  public long nanoTime() {
    synchronized (pending) {
      return now;
    }
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(nanoTime());
  }

  @Override
  public RandomGenerator newRandom() {
    return SYSTEM.newRandom();
  }

  @Override
  public RandomGenerator newSecretRandom() {
    return SYSTEM.newSecretRandom();
  }

  @Override
  public Thread newThread(String name, Runnable body) {
    return SYSTEM.newThread(name, body);
  }

  @Override
  public Thread newVirtualThread(String name, Runnable body) {
    return SYSTEM.newVirtualThread(name, body);
  }

  @Override
  public void parkNanos(long nanos) {
    SYSTEM.parkNanos(nanos);
  }

  @Override
  public void unpark(Thread thread) {
    SYSTEM.unpark(thread);
  }

  @Override
  public boolean join(Thread thread, Duration time) throws InterruptedException {
    return SYSTEM.join(thread, time);
  }

  @Override
  public Scheduled schedule(Duration delay, Runnable task) {
    Error error = failure;
    if (error != null) {
      throw error;
    }
    return add(
        new TaskTimer.Task() {
          @Override
          public void onDue() {
            task.run();
          }

          @Override
          public void onDropped() {
            throw new IllegalStateException("the runtime itself is never closed");
          }
        },
        delay.toNanos(),
        this);
  }

  @Override
  public TaskTimer newTimer(String threadName, Duration tick) {
    return new Timer();
  }

  private Scheduled add(TaskTimer.Task task, long delayNanos, Object owner) {
    synchronized (pending) {
      Entry entry = new Entry(task, now + delayNanos, owner);
      pending.add(entry);
      return entry;
    }
  }

  private final class Entry implements Scheduled {
    private final TaskTimer.Task task;
    private final long dueAt;
    private final Object owner;

    Entry(TaskTimer.Task task, long dueAt, Object owner) {
      this.task = Objects.requireNonNull(task);
      this.dueAt = dueAt;
      this.owner = owner;
    }

    @Override
    public void cancel() {
      synchronized (pending) {
        pending.remove(this);
      }
    }
  }

  private final class Timer implements TaskTimer {
    private volatile boolean closed;

    @Override
    public Scheduled schedule(Task task, long delayNanos) {
      if (closed) {
        throw new IllegalStateException("closed");
      }
      return add(task, delayNanos, this);
    }

    @Override
    public void close() {
      closed = true;
      List<Entry> dropped = new ArrayList<>();
      synchronized (pending) {
        pending.removeIf(entry -> entry.owner == this && dropped.add(entry));
      }
      dropped.forEach(entry -> entry.task.onDropped());
    }
  }
}
