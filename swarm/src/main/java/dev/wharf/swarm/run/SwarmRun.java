package dev.wharf.swarm.run;

import dev.wharf.client.Route;
import dev.wharf.swarm.Logins;
import dev.wharf.swarm.Scenario;
import dev.wharf.swarm.SwarmControl;
import dev.wharf.swarm.SwarmGame;
import dev.wharf.swarm.SwarmLimits;
import dev.wharf.swarm.SwarmOptions;
import dev.wharf.swarm.hostile.Frames;
import dev.wharf.swarm.hostile.HostileClients;
import dev.wharf.swarm.hostile.HostilePlan;
import dev.wharf.swarm.hostile.HostileSettings;
import dev.wharf.swarm.live.ProgressLoop;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.measure.Payload;
import dev.wharf.swarm.report.Ending;
import dev.wharf.swarm.report.HostileKindResult;
import dev.wharf.swarm.report.Metrics;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.RunInfo;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Timeline;
import dev.wharf.swarm.report.TimelineRecorder;
import dev.wharf.transport.tls.ClientTls;
import dev.wharf.transport.tls.ClientTlsOptions;
import dev.wharf.transport.websocket.ClientWebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One run: connects the users, runs the groups of scenarios one after another, closes the
/// connections, and returns the result.
///
/// Call [#run] once, from any thread that may block. It returns at the end of the run. [Pacer]
/// threads send the messages. The workers of the run's own completion port receive messages. All
/// other methods may be called from any thread.
public final class SwarmRun {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final RunState run;
  private final HostilePlan hostile;
  private final Route route;
  private final List<ScenarioGroup> groups = new ArrayList<>();
  private final AtomicInteger groupsBegun = new AtomicInteger();

  /// Prepares a run, without connecting yet.
  ///
  /// @throws IllegalArgumentException when a scenario of the options is unknown or occurs twice, or
  ///   its messages cannot have the content length of the options
  public SwarmRun(SwarmOptions options, SwarmGame game, HostilePlan hostile) {
    this.run = new RunState(options, game);
    this.hostile = hostile;
    this.route = new Route(options.servers(), options.sources());
    if (options.logins() instanceof Logins.Listed && !hostile.clients().isEmpty()) {
      throw new IllegalArgumentException(
          "hostile clients cannot take their logins from a file of tokens (--tokens): use one token"
              + " for all (--token), or keys (--token-keys-file)");
    }
    options.scenarios().forEach(this::addGroup);
    List<String> names = scenarioNames();
    if (Set.copyOf(names).size() < names.size()) {
      throw new IllegalArgumentException(
          "each scenario can run only once in a run: " + String.join(", ", names));
    }
  }

  private void addGroup(String name) {
    SwarmOptions options = run.options;
    Payload payload = new Payload(options.seed(), options.payloadBytes());
    List<Scenario> scenarios = run.game.scenarios().create(name);
    List<ScenarioRun> runs = new ArrayList<>();
    for (Scenario scenario : scenarios) {
      SwarmLimits.check("payload", options.payloadBytes(), 1, scenario.maxPayloadBytes());
      runs.add(new ScenarioRun(run.scenarios.size() + runs.size(), scenario, run, payload));
    }
    run.scenarios.addAll(runs);
    groups.add(new ScenarioGroup(run.game.scenarios().displayName(name, scenarios), runs));
  }

  /// Returns the names of the scenarios.
  public List<String> scenarioNames() {
    return run.scenarios.stream().map(ScenarioRun::name).toList();
  }

  /// Returns the names of all metrics that thresholds can have, including the counters and timings
  /// of the scenarios.
  ///
  /// @param hostileKinds the names of the hostile kinds in the whole run
  public Set<String> metricNames(List<String> hostileKinds) {
    Set<String> names = Metrics.names(scenarioNames(), hostileKinds);
    for (ScenarioRun scenario : run.scenarios) {
      names.addAll(scenario.counterNames());
      scenario.timings().keySet().forEach(name -> names.addAll(Metrics.timesOf(name)));
    }
    return names;
  }

  /// Returns the control that changes the run, before the start or while it runs.
  public SwarmControl control() {
    return run.control;
  }

  /// Stops the run. After that, [#run] returns soon.
  public void stop() {
    run.stop(Ending.STOPPED);
  }

  /// Returns whether the run was stopped: by [#stop], by its control, or because no user could send
  /// any more.
  public boolean isStopped() {
    return run.isStopped();
  }

  /// Returns the description of the run, for reports.
  public RunInfo info() {
    SwarmOptions options = run.options;
    return new RunInfo(
        options.serverName(),
        options.clients(),
        groups.stream().map(ScenarioGroup::name).toList(),
        options.duration(),
        options.rate(),
        options.roomSize(),
        options.payloadBytes(),
        options.workers(),
        options.seed(),
        options.segment());
  }

  /// Runs all groups of scenarios, and closes the connections.
  ///
  /// @param view shows the progress
  /// @param server polls the metrics of the server, for the timeline
  public SwarmResult run(ProgressView view, MetricsPoller server) {
    MachineUse before = MachineUse.now();
    try (Connector connector = new Connector(run, route)) {
      Users users = new Users(run, connector);
      TimelineRecorder points = new TimelineRecorder();
      Sampler sampler = new Sampler(run, users::target, server);
      List<HostileKindResult> hostileResults = new ArrayList<>();
      String leftOver;
      try (Ticker _ =
              new Ticker(run.runtime, "timeline", SECOND, () -> points.add(sampler.takePoint()));
          Ticker _ = new Ticker(run.runtime, "keep-alive", SECOND, connector::keepAlive);
          ProgressLoop _ = new ProgressLoop(run.runtime, snapshots(users, view, server), view)) {
        hostileResults.addAll(runGroups(users));
        run.log.begin("closing", () -> 1);
        leftOver = connector.closeAll();
      }
      MachineUse use = MachineUse.now().since(before);
      Timeline timeline =
          new Timeline(points.points(), marks(sampler.startedAt()), server.answers());
      return result(use, leftOver, hostileResults, timeline);
    }
  }

  private Supplier<Snapshot> snapshots(Users users, ProgressView view, MetricsPoller server) {
    Sampler sampler = new Sampler(run, users::target, server);
    return view.isDetailed()
        ? () -> sampler.takeDetailed(groups.size(), groupsBegun.get())
        : sampler::take;
  }

  private List<Timeline.Mark> marks(long start) {
    return run.log.entries().stream()
        .map(one -> new Timeline.Mark(one.name(), Math.max(0, one.nanos() - start) / 1e9))
        .toList();
  }

  /// Runs the groups one after another. Hostile clients run from the first message to the last.
  private List<HostileKindResult> runGroups(Users users) {
    if (hostile.clients().isEmpty()) {
      groups.forEach(group -> runGroup(group, users, () -> {}));
      return List.of();
    }
    ClientTlsOptions encryption = run.options.tls();
    try (ClientTls tls = encryption == null ? null : ClientTls.open(run.runtime, encryption);
        HostileClients hostileClients = HostileClients.prepare(hostile, hostileSettings(tls))) {
      run.hostileResults = hostileClients::results;
      groups.forEach(group -> runGroup(group, users, hostileClients::begin));
      return run.isStopped() ? hostileClients.stopAtOnce() : hostileClients.stop();
    }
  }

  private void runGroup(ScenarioGroup group, Users users, Runnable onReady) {
    if (!run.isStopped()) {
      groupsBegun.incrementAndGet();
      new GroupRun(run, group, users).run(onReady);
    }
  }

  private HostileSettings hostileSettings(@Nullable ClientTls tls) {
    SwarmOptions options = run.options;
    return new HostileSettings(
        new Frames(run.catalog),
        route,
        options.namePrefix(),
        options.logins().of(0, options.namePrefix() + "-0").name(),
        name -> options.logins().of(Integer.MAX_VALUE, name).token(),
        hostile.stolenToken(),
        hostile.deadlines(),
        tls,
        options.isWebSocket() ? new ClientWebSocket(run.runtime) : null,
        run.proxyHeaders,
        options.seed());
  }

  private SwarmResult result(
      MachineUse use, String leftOver, List<HostileKindResult> hostileResults, Timeline timeline) {
    Duration sending =
        groups.stream().map(ScenarioGroup::sending).reduce(Duration.ZERO, Duration::plus);
    return new SwarmResult(
        new SwarmResult.Run(info(), new Ending(sending, run.whyStopped())),
        run.connections(),
        run.scenarios.stream().map(ScenarioRun::result).toList(),
        run.lag.total(),
        new SwarmResult.Generator(use, leftOver),
        run.failures.sum(),
        run.errors.byReason(),
        hostileResults,
        timeline,
        histograms(),
        List.of());
  }

  private Map<String, LatencyHistogram> histograms() {
    Map<String, LatencyHistogram> histograms = new LinkedHashMap<>();
    run.scenarios.forEach(one -> histograms.put(one.name(), one.latency().histogram()));
    run.scenarios.forEach(
        one -> one.timings().forEach((name, time) -> histograms.put(name, time.histogram())));
    histograms.put("connect", run.connectLatency.histogram());
    histograms.put("login", run.loginLatency.histogram());
    ResumeFigures resumes = run.resumeFigures;
    if (resumes != null) {
      histograms.put("resume", resumes.histogram());
    }
    histograms.put("lag", run.lag.histogram());
    return histograms;
  }
}
