package dev.wharf.engine.timer;

import dev.wharf.engine.job.JobQueue;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/// The tick of a room or of another part of the game world. It calls a handler at a fixed rate in
/// the room's own queue, so ticks and the room's other jobs never overlap. Late ticks catch up or
/// are skipped as [JobTimer#every] says. Thread-safe.
///
/// A handler that throws is a failure of the queue, and the ticks go on. The timer reports a
/// handler that keeps throwing ([JobTimer#failingFor]).
public final class FixedRateTick {

  private final JobTimer timer;
  private final TickHandler handler;
  private final long periodNanos;
  private final TimerHandle handle;

  /// The time at which the last tick began; before the first tick, the time of the start. Once
  /// ticks have begun, only the queue's runner uses it.
  private long lastBegan;

  /// The number of ticks that have begun. Written by the queue's runner, read by any thread.
  private final AtomicLong ticks = new AtomicLong();

  private final AtomicLong longTicks = new AtomicLong();

  private FixedRateTick(JobTimer timer, JobQueue queue, Duration period, TickHandler handler) {
    this.timer = timer;
    this.handler = Objects.requireNonNull(handler, "handler");
    periodNanos = timer.periodNanos(period);
    lastBegan = timer.nanoTime();
    // This field is set last, because the first tick may run before the constructor returns, and
    // the tick needs all other fields.
    handle = timer.every(period, queue, this::runTick);
  }

  /// Starts the tick. The first tick is due one period from now.
  ///
  /// @param period the time between two ticks: [JobTimerOptions#tick] to [JobTimer#MAX_DELAY]
  /// @throws JobTimerFullException when as many jobs are scheduled as the timer's options allow
  /// @throws JobTimerClosedException when the timer is closed
  public static FixedRateTick start(
      JobTimer timer, JobQueue queue, Duration period, TickHandler handler) {
    return new FixedRateTick(timer, queue, period, handler);
  }

  /// Stops the tick. After this method has returned, no further tick begins. May be called several
  /// times, also by a tick.
  public void stop() {
    handle.cancel();
  }

  /// Returns whether further ticks may begin: not after [#stop], and not when the queue or the
  /// timer is closed.
  public boolean isRunning() {
    return handle.isActive();
  }

  /// Returns the number of ticks that have begun.
  public long ticks() {
    return ticks.get();
  }

  /// Returns the number of ticks that took longer than the period, plus the number of skipped
  /// ticks.
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
