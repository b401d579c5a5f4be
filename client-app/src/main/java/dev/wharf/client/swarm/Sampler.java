package dev.wharf.client.swarm;

import dev.wharf.client.swarm.measure.Counts;
import dev.wharf.client.swarm.report.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/// Takes the pictures that the live view shows: rates are those since the picture before. For one
/// thread.
final class Sampler {
  private final IntSupplier clients;
  private final List<Cast> casts;
  private final Crew crew;
  private final PhaseLog phases;
  private final PaceClock clock;
  private final long startedAt;
  private final Map<Cast, Counts> before = new HashMap<>();
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
        crew.disconnected(),
        flows(seconds),
        crew.errors().total());
  }

  private List<Snapshot.Flow> flows(double seconds) {
    List<Snapshot.Flow> flows = new ArrayList<>();
    for (Cast scenario : casts) {
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
              scenario.latency().sinceLastCall()));
    }
    return flows;
  }
}
