package dev.wharf.engine.job;

import java.util.concurrent.atomic.AtomicLong;

/// A job that runs at a fixed rate.
final class PeriodicJob extends TimedJob {

  /// Confined to whoever has this job at the time: the scheduling thread, the timer thread, the
  /// queue's runner. The wheel and the queue hand it on.
  private final FixedRateSchedule schedule;

  private final AtomicLong skipped = new AtomicLong();

  PeriodicJob(JobTimer timer, JobQueue queue, Runnable job, FixedRateSchedule schedule) {
    super(timer, queue, job);
    this.schedule = schedule;
  }

  /// The scheduling thread. Returns false when the timer is closed.
  boolean start() {
    return enterWheel(schedule.delay(timer.nanoTime()));
  }

  /// The queue's runner. A run that throws is the queue's failure; the period goes on.
  @Override
  public void run() {
    if (!move(WAITING, RUNNING)) {
      return;
    }
    countSkipped(schedule.begin(timer.nanoTime()));
    try {
      job.run();
    } finally {
      if (move(RUNNING, WAITING)) {
        waitForNext();
      }
    }
  }

  @Override
  void refusedByQueue() {
    countSkipped(1 + schedule.begin(timer.nanoTime()));
    enterWheel(Math.max(timer.tickNanos(), schedule.delay(timer.nanoTime())));
  }

  @Override
  public long skipped() {
    return skipped.get();
  }

  private void waitForNext() {
    long delay = schedule.delay(timer.nanoTime());
    if (delay == 0 && !timer.isClosed()) {
      enterQueue();
    } else {
      enterWheel(delay);
    }
  }

  private void countSkipped(long runs) {
    if (runs != 0) {
      skipped.addAndGet(runs);
      timer.countSkipped(runs);
    }
  }
}
