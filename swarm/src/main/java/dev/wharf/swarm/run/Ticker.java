package dev.wharf.swarm.run;

import dev.wharf.engine.runtime.EngineRuntime;
import java.time.Duration;

/// A thread that runs an action at a fixed rate, and once more when the ticker is closed. An action
/// that takes longer than the period delays the next call. Calls that were missed are left out.
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

  /// Runs the action for the last time, and ends the thread. All calls of the action happen before
  /// this method returns.
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
