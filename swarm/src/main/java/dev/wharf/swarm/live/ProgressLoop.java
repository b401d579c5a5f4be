package dev.wharf.swarm.live;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.Snapshot;
import java.util.function.Supplier;

/// Runs a thread that only shows the run's progress, because writing to a terminal may block.
public final class ProgressLoop implements AutoCloseable {
  private final EngineRuntime runtime;
  private final Supplier<Snapshot> snapshots;
  private final ProgressView view;
  private final Thread thread;
  private volatile boolean ended;

  /// Starts the thread, which shows the progress until [#close].
  ///
  /// @param runtime makes the thread
  /// @param snapshots returns the present state of the run; the loop's thread calls it
  /// @param view shows the state; only the loop's thread calls it
  public ProgressLoop(EngineRuntime runtime, Supplier<Snapshot> snapshots, ProgressView view) {
    this.runtime = runtime;
    this.snapshots = snapshots;
    this.view = view;
    this.thread = runtime.newThread("progress", this::run);
    thread.start();
  }

  /// Shows the last state, ends the thread, and waits for its end.
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
    try {
      while (!ended) {
        view.show(snapshots.get());
        runtime.parkNanos(view.period().toNanos());
      }
    } finally {
      view.end(snapshots.get());
    }
  }
}
