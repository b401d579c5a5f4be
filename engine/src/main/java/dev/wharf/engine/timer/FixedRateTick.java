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

  /// When the last tick began. Only the queue's runner uses it once ticks have begun.
  private long lastBegan;

  /// Written by the queue's runner, read by any thread.
  private final AtomicLong ticks = new AtomicLong();

  private final AtomicLong longTicks = new AtomicLong();

  private FixedRateTick(JobTimer timer, JobQueue queue, Duration period, TickHandler handler) {
    this.timer = timer;
    this.handler = Objects.requireNonNull(handler, "handler");
    periodNanos = timer.periodNanos(period);
    lastBegan = timer.nanoTime();
    // This comes last, because the first tick may run before the constructor returns, and it needs
    // all other fields.
    handle = timer.every(period, queue, this::runTick);
  }

  /// Starts the tick. The first one is due one period from now.
  ///
  /// @param period one tick of the timer ([JobTimerOptions#tick]) to [JobTimer#MAX_DELAY]
  /// @throws JobTimerFullException when as many jobs are scheduled as the timer's options allow
  /// @throws JobTimerClosedException when the timer is closed
  public static FixedRateTick start(
      JobTimer timer, JobQueue queue, Duration period, TickHandler handler) {
    return new FixedRateTick(timer, queue, period, handler);
  }

  /// Stops the tick. Once this has returned, no further tick begins. Idempotent. A tick may call
  /// it.
  public void stop() {
    handle.cancel();
  }

  /// Whether further ticks may begin. False after [#stop], and once the queue or the timer is
  /// closed.
  public boolean isRunning() {
    return handle.isActive();
  }

  /// The number of ticks that have begun.
  public long ticks() {
    return ticks.get();
  }

  /// The number of ticks that took longer than the period, plus the number of skipped ticks.
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
