package dev.wharf.swarm.run;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A thread that does the same at a fixed rate, and once more when it is closed. What takes longer
/// than the period makes the next ones late, and none is made up for.
final class Ticker implements AutoCloseable {
  private final long periodNanos;
  private final Runnable action;
  private final Thread thread;
  private volatile boolean ended;

  Ticker(String name, Duration period, Runnable action) {
    this.periodNanos = period.toNanos();
    this.action = action;
    this.thread = Thread.ofPlatform().daemon().name(name).start(this::run);
  }

  /// Does it for the last time, and ends. What was done happens before this returns.
  @Override
  public void close() {
    ended = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long next = System.nanoTime();
    while (!ended) {
      next = Math.max(next + periodNanos, System.nanoTime());
      while (!ended && System.nanoTime() - next < 0) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
      action.run();
    }
  }
}
