package dev.wharf.client.swarm;

import dev.wharf.client.game.GameClient;
import dev.wharf.client.swarm.measure.LatencyHistogram;
import dev.wharf.client.swarm.measure.LatencyRecorder;
import dev.wharf.client.swarm.measure.MachineUse;
import dev.wharf.client.swarm.measure.Payload;
import dev.wharf.client.swarm.measure.ServerMetrics;
import dev.wharf.client.swarm.report.Connections;
import dev.wharf.client.swarm.report.ProgressView;
import dev.wharf.client.swarm.report.RunInfo;
import dev.wharf.client.swarm.report.ScenarioResult;
import dev.wharf.client.swarm.report.SwarmResult;
import dev.wharf.client.swarm.report.Timeline;
import dev.wharf.client.swarm.report.TimelineRecorder;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One run of a swarm: connects all clients, runs the acts one after another, closes, and says what
/// came of it.
///
/// [#run] is called once, from any thread that may block, and uses it throughout; messages are sent
/// by [Pacer] threads, and received on the workers of a completion port of the swarm's own. [#stop]
/// may be called from any thread.
public final class Swarm {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SwarmOptions options;
  private final PaceClock clock = PaceClock.SYSTEM;
  private final List<Act> acts = new ArrayList<>();
  private final List<Scenario> scenarios = new ArrayList<>();
  private final Crew crew = new Crew(scenarios, clock::nanoTime);
  private final LatencyRecorder lag = new LatencyRecorder();
  private final PhaseLog phases = new PhaseLog(clock::nanoTime);
  private final Waiter waiter = new Waiter();

  /// @throws IllegalArgumentException when the registry has no scenario of a name asked for, or one
  ///   would run twice
  public Swarm(SwarmOptions options, ScenarioRegistry registry) {
    this.options = options;
    ScenarioSettings settings =
        new ScenarioSettings(
            options.clients(),
            options.roomSize(),
            options.namePrefix(),
            new Payload(options.seed(), options.payloadBytes()),
            clock::nanoTime);
    for (String name : options.scenarios()) {
      Act act = new Act(name, registry.make(name, settings), options.durationEach());
      acts.add(act);
      scenarios.addAll(act.scenarios());
    }
    if (scenarioNames().stream().distinct().count() < scenarios.size()) {
      throw new IllegalArgumentException(
          "a scenario can be run once, and this is " + String.join(", ", scenarioNames()));
    }
  }

  /// The names of what is measured: of the scenarios in this run.
  public List<String> scenarioNames() {
    return scenarios.stream().map(Scenario::name).toList();
  }

  /// Runs it all.
  public SwarmResult run(ProgressView view) {
    return run(view, ServerMetrics.none());
  }

  /// Runs it all.
  ///
  /// @param server whose own figures are noted beside the swarm's
  public SwarmResult run(ProgressView view, ServerMetrics server) {
    MachineUse before = MachineUse.now();
    TimelineRecorder points = new TimelineRecorder();
    Sampler seconds = sampler();
    TimelineSampler moments = new TimelineSampler(seconds, scenarios, crew, lag, server);
    try (Connector connector = new Connector(options, protocol(), crew, clock, waiter)) {
      String leftOver;
      try (Ticker _ = new Ticker("timeline", SECOND, () -> points.add(moments.take()))) {
        leftOver = runOn(connector, view);
      }
      MachineUse use = MachineUse.now().since(before);
      Timeline timeline =
          new Timeline(points.points(), marks(seconds.startedAt()), server.answers());
      return result(use, leftOver, timeline);
    }
  }

  /// Ends the run early; [#run] returns soon, with what there is.
  public void stop() {
    waiter.stop();
  }

  private String runOn(Connector connector, ProgressView view) {
    try (ProgressLoop _ = new ProgressLoop(sampler(), view, connector::keepAlive)) {
      phases.begin("connecting", () -> (double) crew.loggedIn() / options.clients());
      List<SwarmClient> clients = connector.connectAll();
      if (!clients.isEmpty()) {
        acts.forEach(act -> runAct(act, clients));
      }
      phases.begin("closing", () -> 1);
      return connector.closeAll();
    }
  }

  private Sampler sampler() {
    return new Sampler(options, scenarios, crew, phases, clock);
  }

  private List<Timeline.Mark> marks(long start) {
    return phases.beginnings().stream()
        .map(one -> new Timeline.Mark(one.name(), Math.max(0, one.nanos() - start) / 1e9))
        .toList();
  }

  private void runAct(Act act, List<SwarmClient> clients) {
    if (!waiter.isStopped()) {
      new ActRun(act, options, clients, crew, clock, lag, phases, waiter).run();
    }
  }

  private PacketProtocol<SwarmClient> protocol() {
    PacketRouter.Builder<SwarmClient> router = GameClient.routes();
    scenarios.forEach(scenario -> scenario.addTo(router));
    return PacketProtocol.of(router.ignoreTheRest().build());
  }

  private SwarmResult result(MachineUse use, String leftOver, Timeline timeline) {
    return new SwarmResult(
        info(),
        new Connections(
            options.clients(),
            crew.connected(),
            crew.connectFailed(),
            crew.loggedIn(),
            crew.loginFailed(),
            crew.disconnected(),
            crew.connectLatency().total(),
            crew.loginLatency().total()),
        acts.stream()
            .flatMap(act -> act.scenarios().stream().map(one -> result(act, one)))
            .toList(),
        lag.total(),
        use,
        crew.failures(),
        crew.errors().byReason(),
        leftOver,
        !waiter.isStopped(),
        timeline,
        histograms());
  }

  private Map<String, LatencyHistogram> histograms() {
    Map<String, LatencyHistogram> histograms = new LinkedHashMap<>();
    scenarios.forEach(one -> histograms.put(one.name(), one.latency().histogram()));
    histograms.put("connect", crew.connectLatency().histogram());
    histograms.put("login", crew.loginLatency().histogram());
    histograms.put("lag", lag.histogram());
    return histograms;
  }

  private static ScenarioResult result(Act act, Scenario scenario) {
    return new ScenarioResult(
        scenario.name(), act.duration(), scenario.tally().counts(), scenario.latency().total());
  }

  private RunInfo info() {
    return new RunInfo(
        options.server().getHostString() + ":" + options.server().getPort(),
        options.clients(),
        options.scenarios(),
        options.duration(),
        options.rate(),
        options.roomSize(),
        options.payloadBytes(),
        options.workers(),
        options.seed());
  }
}
