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

/// Hands every worker a task now and then, and sees how long it waits there: what any job has to
/// wait for, without a look at the clock for each. A worker that has not run its task gets no
/// second one.
final class WorkerProbe {
  private static final Duration PERIOD = Duration.ofMillis(100);
  private static final long ANSWERED = 0;

  private final List<Executor> workers;
  private final LongSupplier nanoClock;
  private final Timer delays;

  /// When each worker was asked, by the clock, and not 0; [#ANSWERED] when it has answered.
  private final AtomicLongArray askedAt;

  WorkerProbe(List<Executor> workers, LongSupplier nanoClock, Timer delays) {
    this.workers = workers;
    this.nanoClock = nanoClock;
    this.delays = delays;
    this.askedAt = new AtomicLongArray(workers.size());
  }

  /// Begins to ask, ten times a second, from the port's timer thread. Cancelling the handle ends
  /// it.
  TimerHandle start(CompletionPort port) {
    return port.timer().every(PERIOD, port.timerQueue("worker probe"), this::ask);
  }

  /// Asks every worker that owes no answer.
  void ask() {
    for (int i = 0; i < workers.size(); i++) {
      long now = nanoClock.getAsLong() | 1;
      if (askedAt.compareAndSet(i, ANSWERED, now)) {
        ask(i, now);
      }
    }
  }

  /// How many workers have been asked so long ago, and have not answered.
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
      // The port is closed: the worker stays silent.
    }
  }

  private void answer(int worker, long askedNanos) {
    delays.record(Math.max(0, nanoClock.getAsLong() - askedNanos), TimeUnit.NANOSECONDS);
    askedAt.set(worker, ANSWERED);
  }
}
