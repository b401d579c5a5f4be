package dev.wharf.swarm;

import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.ServerMetrics;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.Timeline;
import dev.wharf.swarm.report.Timeline.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Takes the points of the timeline: what happened since the point before. For one thread.
final class TimelineSampler {
  private final Sampler sampler;
  private final Crew crew;
  private final ServerMetrics server;
  private final LatencyRecorder.Interval connect;
  private final LatencyRecorder.Interval login;
  private final LatencyRecorder.Interval lag;
  private final News news;
  private SortedMap<String, Long> errorsBefore = new TreeMap<>();

  /// @param sampler of its own, which nobody else asks
  TimelineSampler(
      Sampler sampler, List<Cast> casts, Crew crew, LatencyRecorder lag, ServerMetrics server) {
    this.sampler = sampler;
    this.news = new News(casts);
    this.crew = crew;
    this.server = server;
    this.connect = crew.connectLatency().newInterval();
    this.login = crew.loginLatency().newInterval();
    this.lag = lag.newInterval();
  }

  Point take() {
    Snapshot now = sampler.take();
    double seconds = news.seconds(now);
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
        news.use(),
        server.figures());
  }

  private List<Timeline.Flow> flows(Snapshot now, double seconds) {
    List<Timeline.Flow> flows = new ArrayList<>();
    List<Double> due = news.due(seconds);
    for (int i = 0; i < due.size(); i++) {
      Snapshot.Flow flow = now.flows().get(i);
      flows.add(
          new Timeline.Flow(
              flow.name(),
              due.get(i),
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
}
