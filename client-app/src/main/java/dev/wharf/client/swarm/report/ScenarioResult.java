package dev.wharf.client.swarm.report;

import dev.wharf.client.swarm.measure.Counts;
import dev.wharf.client.swarm.measure.LatencySummary;
import java.time.Duration;

/// What came of one scenario.
///
/// @param duration for how long its messages were sent
/// @param counts what became of them
/// @param latency of each delivery, from the time that its message was to be sent
public record ScenarioResult(
    String name, Duration duration, Counts counts, LatencySummary latency) {
  /// Messages sent a second.
  public double sentPerSecond() {
    return perSecond(counts.sent());
  }

  /// Deliveries a second.
  public double deliveredPerSecond() {
    return perSecond(counts.delivered());
  }

  private double perSecond(long count) {
    return count * 1e9 / duration.toNanos();
  }
}
