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

/// Samples a run: rates and latencies are those since the sample before. The timeline and the view
/// sample at times of their own, and have one each. For one thread.
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

  /// From the sample before to the latest.
  private double seconds;

  /// Where a scenario stood at the sample before.
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

    /// Messages a second that were due.
    double due(double seconds) {
      long due = scenario.tally().due();
      double rate = (due - dueBefore) / seconds;
      dueBefore = due;
      return rate;
    }
  }

  /// @param users the target
  /// @param server whose own figures are noted beside the swarm's
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

  /// When it began, by the clock: elapsed time counts from there.
  long startedAt() {
    return startedAt;
  }

  /// The state without details.
  Snapshot take() {
    long now = run.runtime.nanoTime();
    seconds = Math.max(1, now - takenAt) / 1e9;
    takenAt = now;
    RunLog.Activity phase = run.log.now();
    return new Snapshot(
        phase.name(),
        Math.clamp(phase.fraction().getAsDouble(), 0, 1),
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

  /// The state with all details.
  ///
  /// @param groups how many groups of scenarios the run has
  /// @param begun how many of them have begun
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

  /// A point of the timeline.
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

  /// The beginnings of the phases of each group, as fractions of the run.
  private List<Double> marks(int groups) {
    List<Double> marks = new ArrayList<>();
    for (double begin = 0; begin < groups; begin++) {
      if (begin > 0) {
        marks.add(begin / groups);
      }
      for (double one : run.options.profileEach().beginnings()) {
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

  /// The processor time and memory that the swarm has taken since the sample before.
  private MachineUse use() {
    MachineUse now = MachineUse.now();
    MachineUse fresh = now.since(useBefore);
    useBefore = now;
    return fresh;
  }
}
