package dev.wharf.swarm.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// The snapshots of several processes as one. The phase is that of the one that is least far.
public final class MergedSnapshot {
  private static final Snapshot NOTHING =
      new Snapshot("starting the processes", 0, 0, 0, 0, 0, 0, 0, List.of(), 0);

  private MergedSnapshot() {}

  /// All together; before any has begun, that they are starting.
  public static Snapshot of(List<Snapshot> all) {
    if (all.isEmpty()) {
      return NOTHING;
    }
    Snapshot last =
        all.stream().min(Comparator.comparingLong(Snapshot::elapsedNanos)).orElse(NOTHING);
    Map<String, Snapshot.Flow> flows = new LinkedHashMap<>();
    all.forEach(
        one -> one.flows().forEach(flow -> flows.merge(flow.name(), flow, MergedSnapshot::sum)));
    return new Snapshot(
        last.phase(),
        last.fraction(),
        last.elapsedNanos(),
        (int) sum(all, Snapshot::clients),
        sum(all, Snapshot::connected),
        sum(all, Snapshot::loggedIn),
        sum(all, Snapshot::retried),
        sum(all, Snapshot::disconnected),
        List.copyOf(flows.values()),
        sum(all, Snapshot::errors));
  }

  private static long sum(List<Snapshot> all, ToLongFunction<Snapshot> figure) {
    return all.stream().mapToLong(figure).sum();
  }

  private static Snapshot.Flow sum(Snapshot.Flow one, Snapshot.Flow other) {
    return new Snapshot.Flow(
        one.name(),
        one.counts().plus(other.counts()),
        one.sentPerSecond() + other.sentPerSecond(),
        one.deliveredPerSecond() + other.deliveredPerSecond(),
        one.latency().orWorse(other.latency()));
  }
}
