package dev.wharf.engine.timer;

import dev.wharf.engine.job.JobQueue;

/// A job that runs once. When it is due and its queue is full, it tries again at each tick of the
/// runtime's timer.
final class OnceJob extends TimedJob {

  OnceJob(RuntimeTimer runtimeTimer, TimerCounters counters, JobQueue queue, Runnable job) {
    super(runtimeTimer, counters, queue, job);
  }

  /// Runs the job, unless it was cancelled before. Called by the queue's runner.
  @Override
  public void run() {
    if (end()) {
      job.run();
    }
  }

  @Override
  void onQueueFull() {
    enterTimer(runtimeTimer.tickNanos());
  }

  @Override
  public long skipped() {
    return 0;
  }
}
