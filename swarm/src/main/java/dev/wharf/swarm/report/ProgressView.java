package dev.wharf.swarm.report;

import java.time.Duration;

/// Shows the progress of a run. Called by one thread. The methods here show nothing.
public interface ProgressView {
  /// The time between two snapshots.
  default Duration period() {
    return Duration.ofSeconds(1);
  }

  /// Whether it shows the snapshots' details; asked once.
  default boolean isDetailed() {
    return false;
  }

  /// Shows a snapshot.
  default void show(Snapshot snapshot) {}

  /// Shows the last snapshot, and releases all resources. Called once, last, also after a failure.
  default void end(Snapshot snapshot) {}

  /// Shows nothing.
  static ProgressView none() {
    return new ProgressView() {};
  }
}
