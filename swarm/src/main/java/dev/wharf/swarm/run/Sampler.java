package dev.wharf.swarm.run;

import dev.wharf.swarm.measure.Counts;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/// Takes samples of a run. The rates and latencies of a sample cover the time since the previous
/// sample. The timeline and the view sample at different times, so that each has its own sampler.
/// Not thread-safe.
final class Sampler {
  private final RunState run;
  private final IntSupplier users;
  private final MetricsPoller server;
  private final long startedAt;
  private final List<Flow> flows;
  private final LatencyRecorder.Interval connect;
  private final LatencyRecorder.Interval login;
  private final LatencyRecorder.Interval lag;
  private MachineUse useBefore = MachineUse.now();
  private SortedMap<String, Long> errorsBefore = new TreeMap<>();
  private long takenAt;

  /// The time between the last two samples, in seconds.
  private double seconds;

  /// A scenario, and its counts at the previous sample.
  private static final class Flow {
    final ScenarioRun scenario;
    final LatencyRecorder.Interval latency;
    Counts before = Counts.NONE;
    long dueBefore;

    Flow(ScenarioRun scenario) {
      this.scenario = scenario;
      this.latency = scenario.latency().newInterval();
    }

    Snapshot.Flow take(double seconds) {
      Counts counts = scenario.tally().counts();
      long sent = counts.sent() - before.sent();
      long delivered = counts.delivered() - before.delivered();
      before = counts;
      return new Snapshot.Flow(
          scenario.name(),
          counts,
          Math.round(sent / seconds),
          Math.round(delivered / seconds),
          latency.next());
    }

    /// Returns how many messages a second became due since the previous call.
    ///
    /// @param seconds the time since the previous call
    double due(double seconds) {
      long due = scenario.tally().due();
      double rate = (due - dueBefore) / seconds;
      dueBefore = due;
      return rate;
    }
  }

  /// Creates a sampler. Its first sample covers the time from now.
  ///
  /// @param users supplies the number of users that must be connected
  /// @param server polls the metrics of the server, which become part of each sample
  Sampler(RunState run, IntSupplier users, MetricsPoller server) {
    this.run = run;
    this.users = users;
    this.server = server;
    this.startedAt = run.runtime.nanoTime();
    this.takenAt = startedAt;
    this.flows = run.scenarios.stream().map(Flow::new).toList();
    this.connect = run.connectLatency.newInterval();
    this.login = run.loginLatency.newInterval();
    this.lag = run.lag.newInterval();
  }

  /// Returns when the sampler was created, by the run's clock. The elapsed time of a sample counts
  /// from this time.
  long startedAt() {
    return startedAt;
  }

  /// Takes a sample without details.
  Snapshot take() {
    long now = run.runtime.nanoTime();
    seconds = Math.max(1, now - takenAt) / 1e9;
    takenAt = now;
    RunLog.Activity activity = run.log.now();
    return new Snapshot(
        activity.name(),
        Math.clamp(activity.fraction().getAsDouble(), 0, 1),
        now - startedAt,
        users.getAsInt(),
        run.connected.sum(),
        run.loggedIn.sum() - run.left.sum(),
        run.retried.sum(),
        run.disconnected.sum(),
        flows.stream().map(flow -> flow.take(seconds)).toList(),
        run.errors.total(),
        Snapshot.Details.NONE);
  }

  /// Takes a sample with all details.
  ///
  /// @param groups the number of groups of scenarios in the run
  /// @param begun the number of groups that have started
  Snapshot takeDetailed(int groups, int begun) {
    Snapshot now = take();
    double done = begun == 0 ? 0 : (begun - 1 + now.fraction()) / groups;
    return now.with(
        new Snapshot.Details(
            done,
            marks(groups),
            flows.stream().map(flow -> Math.max(0, Math.round(flow.due(seconds)))).toList(),
            latencies(now),
            run.errors.byReason(),
            use(),
            server.answers(),
            server.figures(),
            run.hostileResults.get()));
  }

  /// Takes a point of the timeline.
  Timeline.Point takePoint() {
    Snapshot now = take();
    return new Timeline.Point(
        now.elapsedNanos() / 1e9,
        seconds,
        IntStream.range(0, flows.size()).mapToObj(i -> timelineFlow(now, i)).toList(),
        connect.next(),
        login.next(),
        lag.next(),
        now.connected(),
        now.loggedIn() - now.disconnected(),
        now.disconnected(),
        newErrors(),
        use(),
        server.figures());
  }

  private Timeline.Flow timelineFlow(Snapshot now, int i) {
    Snapshot.Flow flow = now.flows().get(i);
    return new Timeline.Flow(
        flow.name(),
        flows.get(i).due(seconds),
        flow.sentPerSecond(),
        flow.deliveredPerSecond(),
        flow.latency());
  }

  /// Returns the starts of the stages of each group, as fractions of the run.
  private List<Double> marks(int groups) {
    List<Double> marks = new ArrayList<>();
    for (double begin = 0; begin < groups; begin++) {
      if (begin > 0) {
        marks.add(begin / groups);
      }
      for (double one : run.options.profileEach().stageStarts()) {
        marks.add((begin + one) / groups);
      }
    }
    return marks;
  }

  private List<Snapshot.Latency> latencies(Snapshot now) {
    List<Snapshot.Latency> all = new ArrayList<>();
    for (int i = 0; i < flows.size(); i++) {
      Snapshot.Flow flow = now.flows().get(i);
      all.add(
          new Snapshot.Latency(
              flow.name(), flow.latency(), flows.get(i).scenario.latency().total()));
    }
    all.add(new Snapshot.Latency("connect", connect.next(), run.connectLatency.total()));
    all.add(new Snapshot.Latency("login", login.next(), run.loginLatency.total()));
    all.add(new Snapshot.Latency("own lag", lag.next(), run.lag.total()));
    return all;
  }

  private SortedMap<String, Long> newErrors() {
    SortedMap<String, Long> now = run.errors.byReason();
    SortedMap<String, Long> fresh = new TreeMap<>();
    now.forEach(
        (reason, count) -> fresh.put(reason, count - errorsBefore.getOrDefault(reason, 0L)));
    fresh.values().removeIf(count -> count == 0);
    errorsBefore = now;
    return fresh;
  }

  /// Returns the processor time and garbage collections of the swarm since the previous call.
  private MachineUse use() {
    MachineUse now = MachineUse.now();
    MachineUse fresh = now.since(useBefore);
    useBefore = now;
    return fresh;
  }
}
