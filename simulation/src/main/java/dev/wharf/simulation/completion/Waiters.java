package dev.wharf.simulation.completion;

import dev.wharf.simulation.schedule.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// The threads that wait, in virtual time, for the same condition.
final class Waiters {
  private final Scheduler scheduler;
  private final List<Thread> waiting = new ArrayList<>();

  Waiters(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /// Waits until the condition holds. [#wake] makes the thread check the condition again.
  ///
  /// @return whether the condition holds; false when the time has passed
  boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
    long begin = scheduler.now();
    while (!condition.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long left = nanos - (scheduler.now() - begin);
      if (left <= 0) {
        return false;
      }
      park(left);
    }
    return true;
  }

  private void park(long nanos) {
    Thread self = Thread.currentThread();
    waiting.add(self);
    scheduler.parkNanos(nanos);
    waiting.remove(self);
  }

  void wake() {
    waiting.forEach(scheduler::unpark);
  }
}
