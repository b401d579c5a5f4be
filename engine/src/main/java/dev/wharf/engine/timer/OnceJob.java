package dev.wharf.engine.timer;

import dev.wharf.engine.job.JobQueue;

/// A job that runs once. While its queue is full when it is due, it is tried again at each tick of
/// the wheel.
final class OnceJob extends TimedJob {

  OnceJob(JobTimer timer, JobQueue queue, Runnable job) {
    super(timer, queue, job);
  }

  /// The queue's runner.
  @Override
  public void run() {
    if (end()) {
      job.run();
    }
  }

  @Override
  void refusedByQueue() {
    enterWheel(timer.tickNanos());
  }

  @Override
  public long skipped() {
    return 0;
  }
}
