package dev.wharf.swarm;

import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.report.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/// Takes pictures of the run: rates and latencies are those since the picture before. Each who
/// wants pictures at times of its own has one. For one thread.
final class Sampler {
  private final IntSupplier clients;
  private final List<Cast> casts;
  private final Crew crew;
  private final PhaseLog phases;
  private final PaceClock clock;
  private final long startedAt;
  private final Map<Cast, Counts> before = new HashMap<>();
  private final Map<Cast, LatencyRecorder.Interval> latencies = new HashMap<>();
  private long takenAt;

  /// @param clients how many there are to be
  Sampler(IntSupplier clients, List<Cast> casts, Crew crew, PhaseLog phases, PaceClock clock) {
    this.clients = clients;
    this.casts = casts;
    this.crew = crew;
    this.phases = phases;
    this.clock = clock;
    this.startedAt = clock.nanoTime();
    this.takenAt = startedAt;
    casts.forEach(one -> latencies.put(one, one.latency().newInterval()));
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
        clients.getAsInt(),
        crew.connected(),
        crew.loggedIn() - crew.left(),
        crew.retried(),
        crew.disconnected(),
        flows(seconds),
        crew.errors().total(),
        Snapshot.Details.NONE);
  }

  private List<Snapshot.Flow> flows(double seconds) {
    List<Snapshot.Flow> flows = new ArrayList<>();
    for (Cast cast : casts) {
      Counts counts = cast.tally().counts();
      Counts earlier = before.put(cast, counts);
      long sentBefore = earlier == null ? 0 : earlier.sent();
      long deliveredBefore = earlier == null ? 0 : earlier.delivered();
      flows.add(
          new Snapshot.Flow(
              cast.name(),
              counts,
              Math.round((counts.sent() - sentBefore) / seconds),
              Math.round((counts.delivered() - deliveredBefore) / seconds),
              latency(cast)));
    }
    return flows;
  }

  private LatencySummary latency(Cast cast) {
    LatencyRecorder.Interval interval = latencies.get(cast);
    return interval == null ? LatencySummary.NONE : interval.next();
  }
}
