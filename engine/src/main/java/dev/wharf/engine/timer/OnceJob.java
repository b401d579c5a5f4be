package dev.wharf.engine.timer;

import dev.wharf.engine.job.JobQueue;

/// A job that runs once. When it is due and its queue is full, it tries again at each tick of the
/// wheel.
final class OnceJob extends TimedJob {

  OnceJob(TimerWheel wheel, TimerCounters counters, JobQueue queue, Runnable job) {
    super(wheel, counters, queue, job);
  }

  /// Called by the queue's runner.
  @Override
  public void run() {
    if (end()) {
      job.run();
    }
  }

  @Override
  void onQueueFull() {
    enterWheel(wheel.tickNanos());
  }

  @Override
  public long skipped() {
    return 0;
  }
}
