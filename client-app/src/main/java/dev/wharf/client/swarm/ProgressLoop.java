package dev.wharf.client.swarm;

import dev.wharf.client.swarm.report.ProgressView;
import java.util.concurrent.locks.LockSupport;

/// A thread that shows the run's progress, and keeps silent clients alive.
final class ProgressLoop implements AutoCloseable {
  private final Sampler sampler;
  private final ProgressView view;
  private final Runnable keepAlive;
  private final Thread thread;
  private volatile boolean ended;

  ProgressLoop(Sampler sampler, ProgressView view, Runnable keepAlive) {
    this.sampler = sampler;
    this.view = view;
    this.keepAlive = keepAlive;
    this.thread = Thread.ofPlatform().daemon().name("progress").start(this::run);
  }

  /// Shows the last state, and ends.
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
    while (!ended) {
      view.show(sampler.take());
      keepAlive.run();
      LockSupport.parkNanos(view.period().toNanos());
    }
    view.end(sampler.take());
  }
}
