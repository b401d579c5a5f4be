package dev.wharf.engine.timer;

import dev.wharf.engine.job.JobQueue;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/// What the two kinds of timed job share. At any time it is in one place at most: in the wheel, in
/// the queue, or running. It moves on from one to the next, so a slow queue can never hold it
/// twice.
///
/// ```
/// WAITING             in the wheel or in the queue
/// RUNNING             a periodic job's run is under way
/// ENDED               cancelled, or run for good
/// WAITING -> RUNNING  the queue's runner, as a run starts
/// RUNNING -> WAITING  the queue's runner, as the run ends
/// any -> ENDED        whoever gets there first
/// ```
abstract sealed class TimedJob implements TimerHandle, TimerTask, Runnable
    permits OnceJob, PeriodicJob {

  static final int WAITING = 0;
  static final int RUNNING = 1;
  static final int ENDED = 2;

  private static final AtomicIntegerFieldUpdater<TimedJob> STATE =
      AtomicIntegerFieldUpdater.newUpdater(TimedJob.class, "state");

  final JobTimer timer;
  final JobQueue queue;
  final Runnable job;

  private volatile int state;

  /// The place in the wheel, for a canceller to free. Published by whoever put this there.
  private volatile @Nullable Timeout timeout;

  TimedJob(JobTimer timer, JobQueue queue, Runnable job) {
    this.timer = timer;
    this.queue = queue;
    this.job = job;
  }

  /// Has the timer forget this. Called once, as it ends.
  void retire() {
    timer.retire();
  }

  /// Whoever called [#enterQueue], when the queue was full.
  abstract void refusedByQueue();

  @Override
  public final boolean cancel() {
    if (!end()) {
      return false;
    }
    leaveWheel();
    return true;
  }

  @Override
  public final boolean isActive() {
    return state != ENDED;
  }

  /// The timer thread.
  @Override
  public final void run(Timeout fired) {
    enterQueue();
  }

  /// The timer thread; or, for a run that is due at once, the queue's runner.
  final void enterQueue() {
    if (!isActive() || queue.tryPost(this)) {
      return;
    }
    if (queue.isClosed()) {
      end();
    } else {
      timer.countRefused();
      refusedByQueue();
    }
  }

  /// Any thread, while this is neither in the wheel nor in the queue. Returns false, and ends this,
  /// when the timer is closed.
  final boolean enterWheel(long delayNanos) {
    Timeout placed = timer.place(this, delayNanos);
    if (placed == null) {
      end();
      return false;
    }
    timeout = placed;
    if (!isActive()) {
      placed.cancel();
    }
    return true;
  }

  final boolean move(int from, int to) {
    return STATE.compareAndSet(this, from, to);
  }

  /// Returns true to the one caller that ended it.
  final boolean end() {
    if (STATE.getAndSet(this, ENDED) == ENDED) {
      return false;
    }
    retire();
    return true;
  }

  private void leaveWheel() {
    Timeout placed = timeout;
    if (placed != null) {
      placed.cancel();
    }
  }
}
