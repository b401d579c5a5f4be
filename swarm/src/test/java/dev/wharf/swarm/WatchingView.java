package dev.wharf.swarm;

import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.Snapshot;
import java.time.Duration;
import java.util.function.Predicate;

/// Runs an action whenever a snapshot of the run meets a condition.
///
/// @param action called for each snapshot that meets the condition, so maybe more than once
public record WatchingView(Predicate<Snapshot> condition, Runnable action) implements ProgressView {
  @Override
  public Duration period() {
    return Duration.ofMillis(5);
  }

  @Override
  public void show(Snapshot snapshot) {
    if (condition.test(snapshot)) {
      action.run();
    }
  }

  @Override
  public void end(Snapshot snapshot) {}
}
