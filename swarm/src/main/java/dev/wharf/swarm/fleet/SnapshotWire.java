package dev.wharf.swarm.fleet;

import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencySummary;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.wire.FleetCounts;
import dev.wharf.swarm.wire.FleetLatency;
import dev.wharf.swarm.wire.FleetProgress;
import dev.wharf.swarm.wire.FleetUse;

/// Snapshots, and what they are made of, as packets.
final class SnapshotWire {
  private SnapshotWire() {}

  static FleetProgress write(Snapshot snapshot) {
    FleetProgress.Builder progress =
        FleetProgress.newBuilder()
            .setPhase(snapshot.phase())
            .setFraction(snapshot.fraction())
            .setElapsedNanos(snapshot.elapsedNanos())
            .setClients(snapshot.clients())
            .setConnected(snapshot.connected())
            .setLoggedIn(snapshot.loggedIn())
            .setRetried(snapshot.retried())
            .setDisconnected(snapshot.disconnected())
            .setErrors(snapshot.errors());
    for (Snapshot.Flow flow : snapshot.flows()) {
      progress.addFlows(
          FleetProgress.Flow.newBuilder()
              .setName(flow.name())
              .setCounts(write(flow.counts()))
              .setSentPerSecond(flow.sentPerSecond())
              .setDeliveredPerSecond(flow.deliveredPerSecond())
              .setLatency(write(flow.latency())));
    }
    return progress.build();
  }

  static Snapshot read(FleetProgress progress) {
    return new Snapshot(
        FleetPackets.shown(progress.getPhase()),
        Math.clamp(progress.getFraction(), 0, 1),
        progress.getElapsedNanos(),
        progress.getClients(),
        progress.getConnected(),
        progress.getLoggedIn(),
        progress.getRetried(),
        progress.getDisconnected(),
        progress.getFlowsList().stream().map(SnapshotWire::read).toList(),
        progress.getErrors());
  }

  private static Snapshot.Flow read(FleetProgress.Flow flow) {
    return new Snapshot.Flow(
        FleetPackets.shown(flow.getName()),
        read(flow.getCounts()),
        flow.getSentPerSecond(),
        flow.getDeliveredPerSecond(),
        read(flow.getLatency()));
  }

  static FleetCounts write(Counts counts) {
    return FleetCounts.newBuilder()
        .setSent(counts.sent())
        .setNotSent(counts.notSent())
        .setRefused(counts.refused())
        .setExpected(counts.expected())
        .setDelivered(counts.delivered())
        .setDuplicated(counts.duplicated())
        .setOutOfOrder(counts.outOfOrder())
        .setCorrupted(counts.corrupted())
        .setGaps(counts.gaps())
        .setUnexpected(counts.unexpected())
        .setAbandoned(counts.abandoned())
        .build();
  }

  static Counts read(FleetCounts counts) {
    return new Counts(
        counts.getSent(),
        counts.getNotSent(),
        counts.getRefused(),
        counts.getExpected(),
        counts.getDelivered(),
        counts.getDuplicated(),
        counts.getOutOfOrder(),
        counts.getCorrupted(),
        counts.getGaps(),
        counts.getUnexpected(),
        counts.getAbandoned());
  }

  static FleetLatency write(LatencySummary latency) {
    return FleetLatency.newBuilder()
        .setCount(latency.count())
        .setMean(latency.mean())
        .setP50(latency.p50())
        .setP90(latency.p90())
        .setP99(latency.p99())
        .setP999(latency.p999())
        .setMax(latency.max())
        .setAbove(latency.above())
        .build();
  }

  static LatencySummary read(FleetLatency latency) {
    return new LatencySummary(
        latency.getCount(),
        latency.getMean(),
        latency.getP50(),
        latency.getP90(),
        latency.getP99(),
        latency.getP99(),
        latency.getP999(),
        latency.getP999(),
        latency.getMax(),
        latency.getAbove());
  }

  static FleetUse write(MachineUse use) {
    return FleetUse.newBuilder()
        .setWallNanos(use.wallNanos())
        .setCpuNanos(use.cpuNanos())
        .setProcessors(use.processors())
        .setGcPauses(use.gcPauses())
        .setGcPauseMillis(use.gcPauseMillis())
        .build();
  }

  static MachineUse read(FleetUse use) {
    return new MachineUse(
        use.getWallNanos(),
        use.getCpuNanos(),
        use.getProcessors(),
        use.getGcPauses(),
        use.getGcPauseMillis());
  }
}
