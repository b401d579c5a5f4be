package dev.wharf.client.swarm;

import dev.wharf.client.game.GameClient;
import dev.wharf.client.swarm.hostile.HostileCrew;
import dev.wharf.client.swarm.hostile.HostilePlan;
import dev.wharf.client.swarm.hostile.HostileSettings;
import dev.wharf.client.swarm.measure.LatencyRecorder;
import dev.wharf.client.swarm.measure.MachineUse;
import dev.wharf.client.swarm.measure.Payload;
import dev.wharf.client.swarm.report.Connections;
import dev.wharf.client.swarm.report.HostileKindResult;
import dev.wharf.client.swarm.report.ProgressView;
import dev.wharf.client.swarm.report.RunInfo;
import dev.wharf.client.swarm.report.ScenarioResult;
import dev.wharf.client.swarm.report.SwarmResult;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import java.util.ArrayList;
import java.util.List;

/// One run of a swarm: connects all clients, runs the acts one after another, closes, and says what
/// came of it.
///
/// [#run] is called once, from any thread that may block, and uses it throughout; messages are sent
/// by [Pacer] threads, and received on the workers of a completion port of the swarm's own. [#stop]
/// may be called from any thread.
public final class Swarm {
  private final SwarmOptions options;
  private final HostilePlan hostile;
  private final PaceClock clock = PaceClock.SYSTEM;
  private final List<Act> acts = new ArrayList<>();
  private final List<Scenario> scenarios = new ArrayList<>();
  private final Crew crew = new Crew(scenarios, clock::nanoTime);
  private final LatencyRecorder lag = new LatencyRecorder();
  private final PhaseLog phases = new PhaseLog();
  private final Waiter waiter = new Waiter();

  /// @throws IllegalArgumentException when the registry has no scenario of a name asked for, or one
  ///   would run twice
  public Swarm(SwarmOptions options, ScenarioRegistry registry) {
    this(options, registry, HostilePlan.NONE);
  }

  /// A run with hostile clients.
  ///
  /// @param hostile who does, beside the clients of the options, what no client should
  /// @throws IllegalArgumentException when the registry has no scenario of a name asked for, or one
  ///   would run twice
  public Swarm(SwarmOptions options, ScenarioRegistry registry, HostilePlan hostile) {
    this.options = options;
    this.hostile = hostile;
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

  /// The names of the kinds of hostile clients in this run.
  public List<String> hostileKindNames() {
    return hostile.kindNames();
  }

  /// Runs it all.
  public SwarmResult run(ProgressView view) {
    MachineUse before = MachineUse.now();
    try (Connector connector = new Connector(options, protocol(), crew, clock, waiter)) {
      List<HostileKindResult> hostileResults = new ArrayList<>();
      String leftOver = runOn(connector, view, hostileResults);
      return result(MachineUse.now().since(before), leftOver, hostileResults);
    }
  }

  /// Ends the run early; [#run] returns soon, with what there is.
  public void stop() {
    waiter.stop();
  }

  private String runOn(
      Connector connector, ProgressView view, List<HostileKindResult> hostileResults) {
    Sampler sampler = new Sampler(options, scenarios, crew, phases, clock);
    try (ProgressLoop _ = new ProgressLoop(sampler, view, connector::keepAlive)) {
      phases.begin("connecting", () -> (double) crew.loggedIn() / options.clients());
      List<SwarmClient> clients = connector.connectAll();
      if (!clients.isEmpty()) {
        hostileResults.addAll(runActs(clients));
      }
      phases.begin("closing", () -> 1);
      return connector.closeAll();
    }
  }

  /// @return what the hostile clients got, who are there from the first act to the last
  private List<HostileKindResult> runActs(List<SwarmClient> clients) {
    if (hostile.clients().isEmpty()) {
      acts.forEach(act -> runAct(act, clients));
      return List.of();
    }
    try (HostileCrew crewOfHostiles = HostileCrew.start(hostile, hostileSettings())) {
      acts.forEach(act -> runAct(act, clients));
      return crewOfHostiles.stop();
    }
  }

  private HostileSettings hostileSettings() {
    return new HostileSettings(
        options.server(),
        options.namePrefix(),
        options.namePrefix() + "-0",
        options.token(),
        hostile.stolenToken(),
        hostile.deadlines(),
        options.seed());
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

  private SwarmResult result(
      MachineUse use, String leftOver, List<HostileKindResult> hostileResults) {
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
        hostileResults);
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
