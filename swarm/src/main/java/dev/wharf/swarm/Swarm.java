package dev.wharf.swarm;

import dev.wharf.client.GameClient;
import dev.wharf.client.Route;
import dev.wharf.protocol.PacketCatalog;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.swarm.fleet.Orders;
import dev.wharf.swarm.hostile.Frames;
import dev.wharf.swarm.hostile.HostileCrew;
import dev.wharf.swarm.hostile.HostilePlan;
import dev.wharf.swarm.hostile.HostileSettings;
import dev.wharf.swarm.measure.LatencyHistogram;
import dev.wharf.swarm.measure.LatencyRecorder;
import dev.wharf.swarm.measure.MachineUse;
import dev.wharf.swarm.measure.Payload;
import dev.wharf.swarm.measure.ServerMetrics;
import dev.wharf.swarm.report.Connections;
import dev.wharf.swarm.report.Ending;
import dev.wharf.swarm.report.HostileKindResult;
import dev.wharf.swarm.report.Metrics;
import dev.wharf.swarm.report.ProgressLoop;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.RunInfo;
import dev.wharf.swarm.report.ScenarioResult;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Timeline;
import dev.wharf.swarm.report.TimelineRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// One run of a swarm: connects all clients, runs the acts one after another, closes, and says what
/// came of it.
///
/// [#run] is called once, from any thread that may block, and uses it throughout; messages are sent
/// by [Pacer] threads, and received on the workers of a completion port of the swarm's own. [#stop]
/// may be called from any thread.
public final class Swarm {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final SwarmOptions options;
  private final HostilePlan hostile;
  private final Route route;
  private final SwarmGame game;
  private final PacketCatalog catalog;
  private final PaceClock clock = PaceClock.SYSTEM;
  private final List<Act> acts = new ArrayList<>();
  private final List<Cast> casts = new ArrayList<>();
  private final Crew crew;
  private final LatencyRecorder lag = new LatencyRecorder();
  private final PhaseLog phases = new PhaseLog(clock::nanoTime);
  private final Waiter waiter = new Waiter();
  private final SwarmControl control = new SwarmControl(this::stop, phases::change);
  private final AtomicInteger actsBegun = new AtomicInteger();

  /// What hostile clients got so far; set by the run's thread, asked by whoever shows it.
  private volatile Supplier<List<HostileKindResult>> hostileSoFar = List::of;

  /// A part of the run: scenarios that run at the same time.
  ///
  /// @param name the scenarios' own names
  private record Act(String name, List<Cast> casts) {
    Duration sending() {
      return casts.getFirst().sending();
    }
  }

  /// A run without hostile clients.
  ///
  /// @throws IllegalArgumentException when the game has no scenario of a name asked for, one would
  ///   run twice, or the content is too long for one
  public Swarm(SwarmOptions options, SwarmGame game) {
    this(options, game, HostilePlan.NONE);
  }

  /// A run with hostile clients.
  ///
  /// @param hostile the clients that misbehave, beside those of the options
  /// @throws IllegalArgumentException when the game has no scenario of a name asked for, one would
  ///   run twice, or the content is too long for one
  public Swarm(SwarmOptions options, SwarmGame game, HostilePlan hostile) {
    this.options = options;
    this.hostile = hostile;
    this.route = new Route(options.servers(), options.sources());
    this.game = game;
    this.catalog = game.catalog();
    this.crew = new Crew(casts, catalog, clock::nanoTime);
    if (options.logins() instanceof Logins.Listed && !hostile.clients().isEmpty()) {
      throw new IllegalArgumentException(
          "hostile clients have no logins of their own in a file: they need one token, or a"
              + " secret");
    }
    Cast.Settings settings =
        new Cast.Settings(
            options.roomSize(),
            options.namePrefix(),
            options.seed(),
            options.isClosedLoop(),
            new Payload(options.seed(), options.payloadBytes()),
            catalog,
            clock::nanoTime);
    for (String name : options.scenarios()) {
      List<Cast> played = new ArrayList<>();
      List<Scenario> scenarios = game.scenarios().make(name);
      for (Scenario scenario : scenarios) {
        SwarmOptions.range("payload", options.payloadBytes(), 1, scenario.mostPayloadBytes());
        Cast cast = new Cast(casts.size(), scenario, settings);
        casts.add(cast);
        played.add(cast);
      }
      acts.add(new Act(game.scenarios().shownName(name, scenarios), played));
    }
    if (scenarioNames().stream().distinct().count() < casts.size()) {
      throw new IllegalArgumentException(
          "a scenario can be run once, and this is " + String.join(", ", scenarioNames()));
    }
  }

  /// The names of what is measured: of the scenarios in this run.
  public List<String> scenarioNames() {
    return casts.stream().map(Cast::name).toList();
  }

  /// The names of figures that thresholds can name, those of the scenarios' own among them.
  ///
  /// @param hostileKinds of the whole run
  public Set<String> metricNames(List<String> hostileKinds) {
    Set<String> names = Metrics.names(scenarioNames(), hostileKinds);
    for (Cast cast : casts) {
      cast.counters().keySet().forEach(name -> names.add(cast.name() + "." + name));
      cast.timings().keySet().forEach(name -> names.addAll(Metrics.timesOf(name)));
    }
    return names;
  }

  /// The names of the kinds of hostile clients in this run.
  public List<String> hostileKindNames() {
    return hostile.kindNames();
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
    try (Connector connector = new Connector(options, game, route, protocol(), crew, waiter)) {
      Crowd crowd = new Crowd(options, connector, crew, clock, casts.size());
      TimelineRecorder points = new TimelineRecorder();
      Sampler seconds = sampler(crowd);
      TimelineSampler moments = new TimelineSampler(seconds, casts, crew, lag, server);
      List<HostileKindResult> hostileResults = new ArrayList<>();
      String leftOver;
      try (Ticker _ = new Ticker("timeline", SECOND, () -> points.add(moments.take()))) {
        leftOver = runOn(connector, crowd, shown(crowd, view, server), view, hostileResults);
      }
      MachineUse use = MachineUse.now().since(before);
      Timeline timeline =
          new Timeline(points.points(), marks(seconds.startedAt()), server.answers());
      return result(use, leftOver, hostileResults, timeline);
    }
  }

  /// Changes the run, before or while it runs.
  public SwarmControl control() {
    return control;
  }

  /// Ends the run early; [#run] returns soon, with what there is.
  public void stop() {
    waiter.stop(Ending.STOPPED);
  }

  /// Whether it was stopped.
  boolean isStopped() {
    return waiter.isStopped();
  }

  private String runOn(
      Connector connector,
      Crowd crowd,
      Supplier<Snapshot> shown,
      ProgressView view,
      List<HostileKindResult> hostileResults) {
    try (Ticker _ = new Ticker("keep-alive", SECOND, connector::keepAlive);
        ProgressLoop _ = new ProgressLoop(shown, view)) {
      hostileResults.addAll(runActs(crowd));
      phases.begin("closing", () -> 1);
      return connector.closeAll();
    }
  }

  private Sampler sampler(Crowd crowd) {
    return new Sampler(crowd::wanted, casts, crew, phases, clock);
  }

  private Supplier<Snapshot> shown(Crowd crowd, ProgressView view, ServerMetrics server) {
    Sampler simple = sampler(crowd);
    if (!view.isDetailed()) {
      return simple::take;
    }
    DetailSampler.Course course =
        new DetailSampler.Course(acts.size(), actsBegun::get, options.profileEach());
    return new DetailSampler(simple, casts, crew, lag, server, () -> hostileSoFar.get(), course)
        ::take;
  }

  private List<Timeline.Mark> marks(long start) {
    return phases.beginnings().stream()
        .map(one -> new Timeline.Mark(one.name(), Math.max(0, one.nanos() - start) / 1e9))
        .toList();
  }

  /// @return what the hostile clients got, who are there from the first message to the last
  private List<HostileKindResult> runActs(Crowd crowd) {
    if (hostile.clients().isEmpty()) {
      acts.forEach(act -> runAct(act, crowd, () -> {}));
      return List.of();
    }
    try (HostileCrew hostiles = HostileCrew.prepare(hostile, hostileSettings())) {
      hostileSoFar = hostiles::results;
      acts.forEach(act -> runAct(act, crowd, hostiles::begin));
      return waiter.isStopped() ? hostiles.stopAtOnce() : hostiles.stop();
    }
  }

  private HostileSettings hostileSettings() {
    return new HostileSettings(
        new Frames(catalog),
        route,
        options.namePrefix(),
        options.logins().of(0, options.namePrefix() + "-0").name(),
        name -> options.logins().of(Integer.MAX_VALUE, name).token(),
        hostile.stolenToken(),
        hostile.deadlines(),
        options.seed());
  }

  private void runAct(Act act, Crowd crowd, Runnable onGathered) {
    if (!waiter.isStopped()) {
      actsBegun.incrementAndGet();
      new ActRun(act.name(), act.casts(), options, crowd, crew, clock, lag, phases, waiter, control)
          .run(onGathered);
    }
  }

  private PacketProtocol<SwarmClient> protocol() {
    PacketRouter.Builder<SwarmClient> router = GameClient.routes(catalog, game.login());
    casts.forEach(cast -> cast.addTo(router));
    return PacketProtocol.of(router.ignoreTheRest().build());
  }

  private SwarmResult result(
      MachineUse use, String leftOver, List<HostileKindResult> hostileResults, Timeline timeline) {
    return new SwarmResult(
        new SwarmResult.Run(info(), ending()),
        new Connections(
            Math.toIntExact(crew.asked()),
            crew.connected(),
            crew.connectFailed(),
            crew.loggedIn(),
            crew.loginFailed(),
            crew.retried(),
            crew.disconnected(),
            crew.connectLatency().total(),
            crew.loginLatency().total()),
        acts.stream().flatMap(act -> act.casts().stream().map(this::result)).toList(),
        lag.total(),
        new SwarmResult.Generator(use, leftOver),
        crew.failures(),
        crew.errors().byReason(),
        hostileResults,
        timeline,
        histograms(),
        List.of());
  }

  private Ending ending() {
    return new Ending(
        acts.stream().map(Act::sending).reduce(Duration.ZERO, Duration::plus), waiter.whyStopped());
  }

  private Map<String, LatencyHistogram> histograms() {
    Map<String, LatencyHistogram> histograms = new LinkedHashMap<>();
    casts.forEach(one -> histograms.put(one.name(), one.latency().histogram()));
    casts.forEach(
        cast -> cast.timings().forEach((name, one) -> histograms.put(name, one.histogram())));
    histograms.put("connect", crew.connectLatency().histogram());
    histograms.put("login", crew.loginLatency().histogram());
    histograms.put("lag", lag.histogram());
    return histograms;
  }

  private ScenarioResult result(Cast cast) {
    return new ScenarioResult(
        cast.name(),
        cast.sending(),
        cast.tally().counts(),
        cast.tally().settling(),
        cast.latency().total(),
        cast.counters());
  }

  RunInfo info() {
    return new RunInfo(
        options.server().getHostString() + ":" + options.server().getPort(),
        options.clients(),
        acts.stream().map(Act::name).toList(),
        options.duration(),
        options.rate(),
        options.roomSize(),
        options.payloadBytes(),
        options.workers(),
        options.seed(),
        options.segment());
  }

  /// What child processes have to do in its place.
  Orders orders() {
    return control.orders(isStopped());
  }
}
