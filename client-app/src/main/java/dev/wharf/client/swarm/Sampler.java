package dev.wharf.client.swarm;

import dev.wharf.client.swarm.measure.Counts;
import dev.wharf.client.swarm.measure.LatencyRecorder;
import dev.wharf.client.swarm.measure.LatencySummary;
import dev.wharf.client.swarm.report.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Takes pictures of the run: rates and latencies are those since the picture before. Each who
/// wants pictures at times of its own has one. For one thread.
final class Sampler {
  private final SwarmOptions options;
  private final List<Scenario> scenarios;
  private final Crew crew;
  private final PhaseLog phases;
  private final PaceClock clock;
  private final long startedAt;
  private final Map<Scenario, Counts> before = new HashMap<>();
  private final Map<Scenario, LatencyRecorder.Interval> latencies = new HashMap<>();
  private long takenAt;

  Sampler(
      SwarmOptions options, List<Scenario> scenarios, Crew crew, PhaseLog phases, PaceClock clock) {
    this.options = options;
    this.scenarios = scenarios;
    this.crew = crew;
    this.phases = phases;
    this.clock = clock;
    this.startedAt = clock.nanoTime();
    this.takenAt = startedAt;
    scenarios.forEach(one -> latencies.put(one, one.latency().newInterval()));
  }

  /// When it began, by the clock: what is told of elapsed time counts from there.
  long startedAt() {
    return startedAt;
  }

  Snapshot take() {
    long now = clock.nanoTime();
    double seconds = Math.max(1, now - takenAt) / 1e9;
    takenAt = now;
    PhaseLog.Phase phase = phases.now();
    return new Snapshot(
        phase.name(),
        Math.clamp(phase.fraction().getAsDouble(), 0, 1),
        now - startedAt,
        options.clients(),
        crew.connected(),
        crew.loggedIn(),
        crew.disconnected(),
        flows(seconds),
        crew.errors().total());
  }

  private List<Snapshot.Flow> flows(double seconds) {
    List<Snapshot.Flow> flows = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      Counts counts = scenario.tally().counts();
      Counts earlier = before.put(scenario, counts);
      long sentBefore = earlier == null ? 0 : earlier.sent();
      long deliveredBefore = earlier == null ? 0 : earlier.delivered();
      flows.add(
          new Snapshot.Flow(
              scenario.name(),
              counts,
              Math.round((counts.sent() - sentBefore) / seconds),
              Math.round((counts.delivered() - deliveredBefore) / seconds),
              latency(scenario)));
    }
    return flows;
  }

  private LatencySummary latency(Scenario scenario) {
    LatencyRecorder.Interval interval = latencies.get(scenario);
    return interval == null ? LatencySummary.NONE : interval.next();
  }
}
