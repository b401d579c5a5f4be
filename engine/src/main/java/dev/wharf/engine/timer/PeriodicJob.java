package dev.wharf.engine.timer;

import dev.wharf.engine.job.JobQueue;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A job that runs at a fixed rate.
final class PeriodicJob extends TimedJob implements TimerCounters.Periodic {

  /// A job keeps failing after this many failures in a row.
  private static final int MANY = 3;

  /// Says when the runs are due. Used by one thread at a time: the scheduling thread, the timer's
  /// thread, or the queue's runner. The runtime's timer and the queue publish it from one thread to
  /// the next.
  private final FixedRateSchedule schedule;

  private final AtomicLong skipped = new AtomicLong();

  /// The number of last runs in a row that have thrown an exception; 0 after a success. Written by
  /// the queue's runner, read by any thread.
  private volatile int failedInRow;

  /// The time when the first run of the present row of failed runs ended, by the timer's clock. The
  /// write of `failedInRow` publishes it.
  private long failingSince;

  PeriodicJob(
      RuntimeTimer runtimeTimer,
      TimerCounters counters,
      JobQueue queue,
      Runnable job,
      FixedRateSchedule schedule) {
    super(runtimeTimer, counters, queue, job);
    this.schedule = schedule;
  }

  /// Puts the job into the runtime's timer for the first time. Returns false when the timer is
  /// closed.
  boolean start() {
    return enterTimer(schedule.delay(runtimeTimer.nanoTime()));
  }

  /// Runs the job once, and schedules the next run. Called by the queue's runner. A run that throws
  /// is a failure of the queue, and does not end the job.
  @Override
  public void run() {
    if (!move(WAITING, RUNNING)) {
      return;
    }
    countSkipped(schedule.begin(runtimeTimer.nanoTime()));
    boolean succeeded = false;
    try {
      job.run();
      succeeded = true;
    } finally {
      note(succeeded);
      if (move(RUNNING, WAITING)) {
        waitForNext();
      }
    }
  }

  @Override
  void onQueueFull() {
    countSkipped(1 + schedule.begin(runtimeTimer.nanoTime()));
    enterTimer(Math.max(runtimeTimer.tickNanos(), schedule.delay(runtimeTimer.nanoTime())));
  }

  @Override
  void onEnded() {
    super.onEnded();
    counters.removePeriodic(this);
  }

  @Override
  public String queueName() {
    return queue.name();
  }

  @Override
  public boolean isFailingFor(Duration time) {
    return failedInRow >= MANY && runtimeTimer.nanoTime() - failingSince >= time.toNanos();
  }

  @Override
  public long skipped() {
    return skipped.get();
  }

  private void note(boolean succeeded) {
    int before = failedInRow;
    if (succeeded && before == 0) {
      return;
    }
    if (before == 0) {
      failingSince = runtimeTimer.nanoTime();
    }
    failedInRow = succeeded ? 0 : before + 1;
    if (succeeded || before == 0) {
      counters.noteFailing(this, !succeeded);
    }
  }

  private void waitForNext() {
    long delay = schedule.delay(runtimeTimer.nanoTime());
    if (delay == 0 && !runtimeTimer.isClosed()) {
      enterQueue();
    } else {
      enterTimer(delay);
    }
  }

  private void countSkipped(long runs) {
    if (runs != 0) {
      skipped.addAndGet(runs);
      counters.addSkipped(runs);
    }
  }
}
