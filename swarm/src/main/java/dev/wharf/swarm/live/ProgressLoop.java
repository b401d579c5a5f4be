package dev.wharf.swarm.live;

import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.Snapshot;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// A thread that shows the run's progress, and does nothing else: the terminal may hold it up.
public final class ProgressLoop implements AutoCloseable {
  private final Supplier<Snapshot> snapshots;
  private final ProgressView view;
  private final Thread thread;
  private volatile boolean ended;

  /// Begins to show.
  ///
  /// @param snapshots the state at the moment; asked on the loop's thread
  /// @param view called on the loop's thread alone
  public ProgressLoop(Supplier<Snapshot> snapshots, ProgressView view) {
    this.snapshots = snapshots;
    this.view = view;
    this.thread = Thread.ofPlatform().daemon().name("progress").start(this::run);
  }

  /// Shows the last state, and ends. Waits for the view.
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
        LockSupport.parkNanos(view.period().toNanos());
      }
    } finally {
      view.end(snapshots.get());
    }
  }
}
