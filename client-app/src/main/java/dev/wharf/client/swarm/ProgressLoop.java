package dev.wharf.client.swarm;

import dev.wharf.client.swarm.report.ProgressView;
import dev.wharf.client.swarm.report.Snapshot;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// A thread that shows the run's progress, and keeps silent clients alive.
final class ProgressLoop implements AutoCloseable {
  private final Supplier<Snapshot> snapshots;
  private final ProgressView view;
  private final Runnable keepAlive;
  private final Thread thread;
  private volatile boolean ended;

  ProgressLoop(Supplier<Snapshot> snapshots, ProgressView view, Runnable keepAlive) {
    this.snapshots = snapshots;
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
    try {
      while (!ended) {
        view.show(snapshots.get());
        keepAlive.run();
        LockSupport.parkNanos(view.period().toNanos());
      }
    } finally {
      view.end(snapshots.get());
    }
  }
}
