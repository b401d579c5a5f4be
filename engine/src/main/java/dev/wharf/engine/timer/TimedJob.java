package dev.wharf.engine.timer;

import dev.wharf.engine.job.JobQueue;
import dev.wharf.engine.runtime.Scheduled;
import dev.wharf.engine.runtime.TaskTimer;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/// The common part of [OnceJob] and [PeriodicJob].
///
/// A job is in at most one place at a time: in the runtime's timer, in the queue, or running. It
/// moves from one place to the next, so a slow queue never holds the same job twice.
///
/// ```
/// WAITING             in the runtime's timer or in the queue
/// RUNNING             a run of a periodic job is in progress
/// ENDED               cancelled, or run for the last time
/// WAITING -> RUNNING  by the queue's runner, when a run starts
/// RUNNING -> WAITING  by the queue's runner, when the run ends
/// any -> ENDED        by any thread; the first one ends the job
/// ```
abstract non-sealed class TimedJob implements TimerHandle, TaskTimer.Task, Runnable {

  static final int WAITING = 0;
  static final int RUNNING = 1;
  static final int ENDED = 2;

  private static final AtomicIntegerFieldUpdater<TimedJob> STATE =
      AtomicIntegerFieldUpdater.newUpdater(TimedJob.class, "state");

  final RuntimeTimer runtimeTimer;
  final TimerCounters counters;
  final JobQueue queue;
  final Runnable job;

  private volatile int state;

  /// The job's last place in the runtime's timer, so that a cancel can free the place. Null before
  /// the job was in the timer. The thread that puts the job there sets the place.
  private volatile @Nullable Scheduled place;

  TimedJob(RuntimeTimer runtimeTimer, TimerCounters counters, JobQueue queue, Runnable job) {
    this.runtimeTimer = runtimeTimer;
    this.counters = counters;
    this.queue = queue;
    this.job = job;
  }

  /// Counts the job as ended. Called once, when the job ends. A subclass may do more.
  void onEnded() {
    counters.remove();
  }

  /// Handles a job that was due while its queue was full. Called by [#enterQueue].
  abstract void onQueueFull();

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

  /// Posts the job to its queue. Called by the timer's thread when the job is due.
  @Override
  public final void onDue() {
    enterQueue();
  }

  @Override
  public final void onDropped() {
    end();
  }

  /// Posts the job to its queue. Called by the timer's thread, or by the queue's runner for a run
  /// that is due at once.
  final void enterQueue() {
    if (!isActive() || queue.tryPost(this)) {
      return;
    }
    if (queue.isClosed()) {
      end();
    } else {
      counters.addRejected();
      onQueueFull();
    }
  }

  /// Puts the job into the runtime's timer. Any thread may call it, while the job is neither in the
  /// timer nor in the queue.
  ///
  /// @return false when the timer is closed and this call has ended the job. True also when the job
  ///   has run, or was dropped, before the call found the timer closed
  final boolean enterTimer(long delayNanos) {
    Scheduled placed = runtimeTimer.place(this, delayNanos);
    if (placed == null) {
      return !end();
    }
    place = placed;
    if (!isActive()) {
      placed.cancel();
    }
    return true;
  }

  final boolean move(int from, int to) {
    return STATE.compareAndSet(this, from, to);
  }

  /// Ends the job.
  ///
  /// @return true for the first caller, which has ended the job; false for later callers
  final boolean end() {
    if (STATE.getAndSet(this, ENDED) == ENDED) {
      return false;
    }
    onEnded();
    return true;
  }

  private void leaveWheel() {
    Scheduled placed = place;
    if (placed != null) {
      placed.cancel();
    }
  }
}
