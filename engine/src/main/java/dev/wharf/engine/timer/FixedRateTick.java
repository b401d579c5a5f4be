package dev.wharf.engine.timer;

import dev.wharf.engine.job.JobQueue;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/// The tick of a room or another piece of the game world: calls its handler at a fixed rate, in the
/// room's own queue, so that ticks and the room's other jobs never overlap. Catches up and skips as
/// [JobTimer#every] does. Any thread may call it.
///
/// A handler that throws is a failure of the queue; the ticks go on. One that throws again and
/// again is known to the timer ([JobTimer#failingFor]).
public final class FixedRateTick {

  private final JobTimer timer;
  private final TickHandler handler;
  private final long periodNanos;
  private final TimerHandle handle;

  /// Confined to the queue's runner once ticks have begun.
  private long lastBegan;

  /// Written by the queue's runner, read by anyone.
  private final AtomicLong ticks = new AtomicLong();

  private final AtomicLong longTicks = new AtomicLong();

  private FixedRateTick(JobTimer timer, JobQueue queue, Duration period, TickHandler handler) {
    this.timer = timer;
    this.handler = Objects.requireNonNull(handler, "handler");
    periodNanos = timer.periodNanos(period);
    lastBegan = timer.nanoTime();
    // Last: the first tick may come before the constructor has returned, and needs all of the
    // above.
    handle = timer.every(period, queue, this::runTick);
  }

  /// Begins to tick, for the first time one period from now.
  ///
  /// @param period one tick of the timer's wheel to [JobTimer#MAX_DELAY]
  /// @throws JobTimerFullException when as many jobs are scheduled as the timer's options allow
  /// @throws JobTimerClosedException when the timer is closed
  public static FixedRateTick start(
      JobTimer timer, JobQueue queue, Duration period, TickHandler handler) {
    return new FixedRateTick(timer, queue, period, handler);
  }

  /// Ends the ticking: once this has returned no further tick begins. Idempotent; also from inside
  /// a tick.
  public void stop() {
    handle.cancel();
  }

  /// False once stopped, by [#stop] or because the queue or the timer was closed.
  public boolean isRunning() {
    return handle.isActive();
  }

  /// Ticks that have begun.
  public long ticks() {
    return ticks.get();
  }

  /// Ticks that took longer than the period, plus ticks that were due and did not take place.
  public long overruns() {
    return longTicks.get() + handle.skipped();
  }

  private void runTick() {
    long began = timer.nanoTime();
    long elapsed = began - lastBegan;
    lastBegan = began;
    try {
      handler.onTick(ticks.incrementAndGet(), elapsed);
    } finally {
      if (timer.nanoTime() - began > periodNanos) {
        longTicks.incrementAndGet();
      }
    }
  }
}
