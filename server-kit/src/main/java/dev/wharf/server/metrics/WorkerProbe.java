package dev.wharf.server.metrics;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.timer.TimerHandle;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/// Measures how long tasks wait for a worker: gives every worker a probe task ten times a second,
/// and records how long this task waits. So the waiting time of other tasks need not be measured. A
/// worker has at most one pending probe task.
final class WorkerProbe {
  private static final Duration PERIOD = Duration.ofMillis(100);
  private static final long ANSWERED = 0;

  private final List<Executor> workers;
  private final LongSupplier nanoClock;
  private final Timer delays;

  /// For each worker, the time at which its pending probe task was queued, in nanoseconds of the
  /// clock and never 0; [#ANSWERED] while no probe task is pending.
  private final AtomicLongArray askedAt;

  WorkerProbe(List<Executor> workers, LongSupplier nanoClock, Timer delays) {
    this.workers = workers;
    this.nanoClock = nanoClock;
    this.delays = delays;
    this.askedAt = new AtomicLongArray(workers.size());
  }

  /// Starts to give every worker a probe task ten times a second.
  ///
  /// @return a handle that stops the probing
  TimerHandle start(CompletionPort port) {
    return port.timer().every(PERIOD, port.timerQueue("worker probe"), this::ask);
  }

  /// Gives a probe task to every worker that has none pending.
  void ask() {
    for (int i = 0; i < workers.size(); i++) {
      long now = nanoClock.getAsLong() | 1;
      if (askedAt.compareAndSet(i, ANSWERED, now)) {
        ask(i, now);
      }
    }
  }

  /// Returns the number of workers whose probe task has waited for at least this time.
  int silentFor(Duration time) {
    long now = nanoClock.getAsLong();
    int silent = 0;
    for (int i = 0; i < workers.size(); i++) {
      long asked = askedAt.get(i);
      silent += asked != ANSWERED && now - asked >= time.toNanos() ? 1 : 0;
    }
    return silent;
  }

  private void ask(int worker, long askedNanos) {
    try {
      workers.get(worker).execute(() -> answer(worker, askedNanos));
    } catch (RejectedExecutionException e) {
      // The completion port is closed, so nobody needs the measurement.
    }
  }

  private void answer(int worker, long askedNanos) {
    delays.record(Math.max(0, nanoClock.getAsLong() - askedNanos), TimeUnit.NANOSECONDS);
    askedAt.set(worker, ANSWERED);
  }
}
