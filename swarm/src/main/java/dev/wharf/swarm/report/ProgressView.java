package dev.wharf.swarm.report;

import java.time.Duration;

/// Shows a running swarm. Called by one thread.
public interface ProgressView {
  /// How often it wants to show something.
  Duration period();

  /// Whether it shows the snapshots' details; asked once.
  default boolean isDetailed() {
    return false;
  }

  /// Shows the state.
  void show(Snapshot snapshot);

  /// Shows the last state, and gives back what it has taken. Called once, last, whatever went wrong
  /// before.
  void end(Snapshot snapshot);

  /// Shows nothing.
  static ProgressView none() {
    return new ProgressView() {
      @Override
      public Duration period() {
        return Duration.ofSeconds(1);
      }

      @Override
      public void show(Snapshot snapshot) {}

      @Override
      public void end(Snapshot snapshot) {}
    };
  }
}
