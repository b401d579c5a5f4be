package dev.wharf.swarm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for conditions, with a deadline, and ends all waiting when the run is stopped.
/// Thread-safe.
final class Waiter {
  private static final Duration LOOK = Duration.ofMillis(2);

  private final List<Runnable> onStop = new ArrayList<>();
  private volatile boolean stopped;

  /// Why; set before it is stopped.
  private volatile String why = "";

  /// Waits until the condition holds.
  ///
  /// @return whether it does; false after `patience`, or when stopped
  boolean await(BooleanSupplier condition, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (stopped || System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
        return condition.getAsBoolean();
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
    return true;
  }

  /// Whether the run was stopped.
  boolean isStopped() {
    return stopped;
  }

  /// Has this done when the run is stopped; at once when it was already.
  void onStop(Runnable task) {
    synchronized (onStop) {
      if (!stopped) {
        onStop.add(task);
        return;
      }
    }
    task.run();
  }

  /// Why the run was stopped; empty when it was not.
  String whyStopped() {
    return why;
  }

  /// Stops the run: whatever waits returns.
  ///
  /// @param reason for those who read the report; the first stays
  void stop(String reason) {
    List<Runnable> tasks;
    synchronized (onStop) {
      if (!stopped) {
        why = reason;
      }
      stopped = true;
      tasks = List.copyOf(onStop);
      onStop.clear();
    }
    tasks.forEach(Runnable::run);
  }
}
