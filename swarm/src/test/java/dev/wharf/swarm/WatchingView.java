package dev.wharf.swarm;

import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.Snapshot;
import java.time.Duration;
import java.util.function.Predicate;

/// Does something whenever the run is seen to be so far.
///
/// @param action that may be done more than once
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
