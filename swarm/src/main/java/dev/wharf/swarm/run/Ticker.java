package dev.wharf.swarm.run;

import dev.wharf.engine.runtime.EngineRuntime;
import java.time.Duration;

/// A thread that does the same at a fixed rate, and once more when it is closed. What takes longer
/// than the period makes the next ones late, and none is made up for.
final class Ticker implements AutoCloseable {
  private final EngineRuntime runtime;
  private final long periodNanos;
  private final Runnable action;
  private final Thread thread;
  private volatile boolean ended;

  Ticker(EngineRuntime runtime, String name, Duration period, Runnable action) {
    this.runtime = runtime;
    this.periodNanos = period.toNanos();
    this.action = action;
    this.thread = runtime.newThread(name, this::run);
    thread.start();
  }

  /// Does it for the last time, and ends. What was done happens before this returns.
  @Override
  public void close() {
    ended = true;
    runtime.unpark(thread);
    try {
      boolean _ = runtime.join(thread, EngineRuntime.FOREVER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long next = runtime.nanoTime();
    while (!ended) {
      next = Math.max(next + periodNanos, runtime.nanoTime());
      while (!ended && runtime.nanoTime() - next < 0) {
        runtime.parkUntil(next);
      }
      action.run();
    }
  }
}
