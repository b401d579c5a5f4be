package dev.wharf.engine.timer;

import dev.wharf.engine.job.JobQueue;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// A job that runs at a fixed rate.
final class PeriodicJob extends TimedJob {

  /// So many failures in a row are no accident.
  private static final int MANY = 3;

  /// Confined to whoever has this job at the time: the scheduling thread, the timer thread, the
  /// queue's runner. The wheel and the queue hand it on.
  private final FixedRateSchedule schedule;

  private final AtomicLong skipped = new AtomicLong();

  /// Runs in a row that have thrown. Written by the queue's runner, read by anyone.
  private volatile int failedInRow;

  /// The timer's time of the first of them. Written before the count by the queue's runner.
  private long failingSince;

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
  void refusedByQueue() {
    countSkipped(1 + schedule.begin(timer.nanoTime()));
    enterWheel(Math.max(timer.tickNanos(), schedule.delay(timer.nanoTime())));
  }

  @Override
  void retire() {
    timer.retire(this);
  }

  /// Whether every run has thrown for `time`, [#MANY] at least. Any thread.
  boolean isFailingFor(Duration time) {
    return failedInRow >= MANY && timer.nanoTime() - failingSince >= time.toNanos();
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
      failingSince = timer.nanoTime();
    }
    failedInRow = succeeded ? 0 : before + 1;
    if (succeeded || before == 0) {
      timer.noteFailing(this, !succeeded);
    }
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
