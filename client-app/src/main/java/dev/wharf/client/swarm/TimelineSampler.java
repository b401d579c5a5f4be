package dev.wharf.client.swarm;

import dev.wharf.client.swarm.measure.LatencyRecorder;
import dev.wharf.client.swarm.measure.MachineUse;
import dev.wharf.client.swarm.measure.ServerMetrics;
import dev.wharf.client.swarm.report.Snapshot;
import dev.wharf.client.swarm.report.Timeline;
import dev.wharf.client.swarm.report.Timeline.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Takes the points of the timeline: what happened since the point before. For one thread.
final class TimelineSampler {
  private final Sampler sampler;
  private final List<Cast> casts;
  private final Crew crew;
  private final ServerMetrics server;
  private final LatencyRecorder.Interval connect;
  private final LatencyRecorder.Interval login;
  private final LatencyRecorder.Interval lag;
  private final Map<Cast, Long> dueBefore = new HashMap<>();
  private SortedMap<String, Long> errorsBefore = new TreeMap<>();
  private MachineUse useBefore = MachineUse.now();
  private long elapsedBefore;

  /// @param sampler of its own, which nobody else asks
  TimelineSampler(
      Sampler sampler, List<Cast> casts, Crew crew, LatencyRecorder lag, ServerMetrics server) {
    this.sampler = sampler;
    this.casts = List.copyOf(casts);
    this.crew = crew;
    this.server = server;
    this.connect = crew.connectLatency().newInterval();
    this.login = crew.loginLatency().newInterval();
    this.lag = lag.newInterval();
  }

  Point take() {
    Snapshot now = sampler.take();
    double seconds = Math.max(1, now.elapsedNanos() - elapsedBefore) / 1e9;
    elapsedBefore = now.elapsedNanos();
    return new Point(
        now.elapsedNanos() / 1e9,
        seconds,
        flows(now, seconds),
        connect.next(),
        login.next(),
        lag.next(),
        now.connected(),
        now.loggedIn() - now.disconnected(),
        now.disconnected(),
        newErrors(),
        newUse(),
        server.figures());
  }

  private List<Timeline.Flow> flows(Snapshot now, double seconds) {
    List<Timeline.Flow> flows = new ArrayList<>();
    for (int i = 0; i < casts.size(); i++) {
      Snapshot.Flow flow = now.flows().get(i);
      long due = casts.get(i).tally().due();
      Long before = dueBefore.put(casts.get(i), due);
      flows.add(
          new Timeline.Flow(
              flow.name(),
              (due - (before == null ? 0 : before)) / seconds,
              flow.sentPerSecond(),
              flow.deliveredPerSecond(),
              flow.latency()));
    }
    return flows;
  }

  private SortedMap<String, Long> newErrors() {
    SortedMap<String, Long> now = crew.errors().byReason();
    SortedMap<String, Long> fresh = new TreeMap<>();
    now.forEach(
        (reason, count) -> {
          long more = count - errorsBefore.getOrDefault(reason, 0L);
          if (more > 0) {
            fresh.put(reason, more);
          }
        });
    errorsBefore = now;
    return fresh;
  }

  private MachineUse newUse() {
    MachineUse now = MachineUse.now();
    MachineUse fresh = now.since(useBefore);
    useBefore = now;
    return fresh;
  }
}
