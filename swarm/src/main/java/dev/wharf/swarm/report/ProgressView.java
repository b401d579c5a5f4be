package dev.wharf.swarm.report;

import java.time.Duration;

/// Shows the progress of a run. One thread calls all methods. The default methods show nothing.
public interface ProgressView {
  /// Returns the time between two snapshots.
  default Duration period() {
    return Duration.ofSeconds(1);
  }

  /// Returns whether the view needs the snapshots' details. Called once.
  default boolean isDetailed() {
    return false;
  }

  /// Shows a snapshot.
  default void show(Snapshot snapshot) {}

  /// Shows the last snapshot, and releases all resources. Called once, as the last method, also
  /// after a failure.
  default void end(Snapshot snapshot) {}

  /// Returns a view that shows nothing.
  static ProgressView none() {
    return new ProgressView() {};
  }
}
