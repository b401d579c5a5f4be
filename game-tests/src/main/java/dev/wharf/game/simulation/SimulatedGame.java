package dev.wharf.game.simulation;

import dev.wharf.engine.PortOptions;
import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.game.simulation.Deliveries.Losses;
import dev.wharf.simulation.FaultKind;
import dev.wharf.simulation.Faults;
import dev.wharf.simulation.Host;
import dev.wharf.simulation.Simulation;
import dev.wharf.simulation.SimulationOptions;
import dev.wharf.swarm.Swarm;
import dev.wharf.swarm.SwarmOptions;
import dev.wharf.swarm.cut.CutRate;
import dev.wharf.swarm.profile.Profile;
import dev.wharf.swarm.profile.Profiles;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.SwarmResult;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Plays a [Case]: the game's server on one simulated host, and the swarm's virtual users on
/// another one.
///
/// The server runs for the whole time of the case; when its host crashes, a new server starts
/// ([CrashingServer]). The users come in rounds of at most half a minute, or two minutes with cuts.
/// After each round, the counts of the swarm are checked ([Deliveries]), and the server must have
/// forgotten all users and serve new ones without a fault. Other users trade after that, while the
/// server's database fails, too ([SimulatedDatabase]). At the end, the server is drained and its
/// ledger must be zero. In some cases with faults, the drain begins during the last round, and some
/// limits of the server are low.
///
/// With cuts, the users resume their sessions, and the limits of resumes are high. Besides the
/// swarm's users, there are [CrashingClients].
public final class SimulatedGame {
  /// The writers of a database in another process.
  private static final int MOST_WRITERS = 4;

  private static final Duration LONGEST_ROUND = Duration.ofSeconds(30);

  /// The same with cuts. It is longer, because after each round the server waits for players who do
  /// not come back.
  private static final Duration LONGEST_ROUND_WITH_CUTS = Duration.ofMinutes(2);

  /// How long the users of a round wait for their last replies.
  private static final Duration TO_SETTLE = Duration.ofMinutes(1);

  /// The same with cuts. A user notices after up to 50 seconds that the server is silent, and its
  /// attempts to resume may be cut, too.
  private static final Duration TO_RESUME_AND_SETTLE = Duration.ofMinutes(4);

  /// The settings of a server whose players resume their sessions. A client may be cut off for some
  /// minutes, in a room with many texts a second.
  private static final Map<String, String> RESUME_SETTINGS =
      Map.of(
          "session.send-queue-packets", "65536",
          "session.send-queue-bytes", "64MiB",
          "resume.grace", "150s",
          "resume.max-packets", "65535",
          "resume.max-bytes", "63MiB",
          "chat.max-members", "1000");

  /// The memory of a server that keeps all packets for all its players.
  private static final Map<String, String> MUCH_MEMORY =
      Map.of("port.buffer-memory", "512MiB", "resume.max-total-bytes", "256MiB");

  /// The longest time of a fault that lasts. After this time, a fault of a round is over.
  private static final Duration LONGEST_FAULT = Duration.ofSeconds(10);

  /// The longest time for which the database does not answer.
  private static final Duration LONGEST_HANG = Duration.ofSeconds(30);

  /// How long users wait until the last trades are settled, while faults go on.
  private static final Duration TO_SETTLE_TRADES = Duration.ofMinutes(10);

  /// The swarm resumes its users' sessions, but cuts no connection: the network does.
  private static final CutRate CUT_BY_NETWORK = new CutRate(0);

  /// The real time after which a thread that does not end its step is reported.
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /// Users come and go in each round, so that a user who was disconnected comes back later. A user
  /// who leaves waits for its last replies in the first part of the round, and drops its connection
  /// in the second part. In the third part, all users drop their connections together, and come
  /// back.
  private static final String STAGES =
      "{ duration = 20s, churn = 5 %, away = 500ms },"
          + " { duration = 20s, churn = 10 %, away = 500ms, exit = drop },"
          + " { duration = 18s, churn = 5 %, storm = 100 %, away = 100ms, exit = drop },";

  /// At the end of a round, all users leave together.
  private static final Profile LEAVING = profile(STAGES + " { duration = 2s }");

  /// At the end of a round, all users drop their connections together, and none comes back.
  private static final Profile DROPPING =
      profile(STAGES + " { duration = 2s, storm = 100 %, away = 1h, exit = drop }");

  /// The users of cases with cuts. Only few of them drop their connections, because the server
  /// keeps packets for minutes for each of these users.
  private static final Profile RESUMING =
      profile(
          "{ duration = 38s, churn = 2 %, away = 500ms },"
              + " { duration = 20s, churn = 0.2 %, away = 500ms, exit = drop },"
              + " { duration = 2s }");

  /// The number of users after a round with faults. They are enough to reach each of the server's
  /// listeners.
  private static final int CALM_CLIENTS = 6;

  /// The view of a round. It shows nothing, and needs no samples.
  private static final ProgressView SHOWN_ONCE =
      new ProgressView() {
        @Override
        public Duration period() {
          return Duration.ofHours(1);
        }
      };

  private final Case it;
  private final Simulation simulation;
  private final SplittableRandom random;
  private final Consumer<Outcome> onRound;
  private long deliveries;
  private CheckedTrades trades = CheckedTrades.NONE;

  /// The packets that the swarm's users have sent again.
  private long replayed;

  private @Nullable SimulatedDatabase database;
  private @Nullable CrashingServer gameServer;
  private @Nullable CrashingClients crashing;

  /// Whether the server may refuse users and requests even without faults.
  private boolean hasLowLimits;

  private SimulatedGame(Case it, Simulation simulation, Consumer<Outcome> onRound) {
    this.it = it;
    this.simulation = simulation;
    this.random = new SplittableRandom(it.seed());
    this.onRound = onRound;
  }

  private static Profile profile(String stages) {
    return Profiles.parse("simulation", "stages = [ " + stages + " ]").profile();
  }

  /// Plays a case.
  public static Outcome play(Case it) {
    return play(it, _ -> {});
  }

  /// Plays a case.
  ///
  /// @param onRound gets the result up to now after each round
  public static Outcome play(Case it, Consumer<Outcome> onRound) {
    Duration limit = it.time().multipliedBy(10).plusHours(1);
    SimulationOptions options =
        SimulationOptions.seeded(it.seed()).withPatience(PATIENCE).withLimit(limit);
    try (Simulation simulation = Simulation.open(options)) {
      return new SimulatedGame(it, simulation, onRound).run();
    }
  }

  private Outcome run() {
    try {
      simulation.run(this::play);
      return outcome("", "");
    } catch (Problem e) {
      return outcome(String.valueOf(e.getMessage()), simulation.lastEvents());
    } catch (Exception | Error e) {
      StringWriter stack = new StringWriter();
      e.printStackTrace(new PrintWriter(stack));
      return outcome(e.toString().lines().findFirst().orElse(""), stack.toString());
    }
  }

  private Outcome outcome(String problem, String events) {
    return new Outcome(
        simulation.time(),
        deliveries + (crashing == null ? 0 : crashing.heard()),
        simulation.injectedFaults(),
        resumes(),
        trades(),
        simulation.traceHash(),
        problem,
        events);
  }

  private ResumeCounts resumes() {
    long cuts = simulation.faultsInjected().getOrDefault(FaultKind.CUT, 0L);
    ResumeCounts ofNetworkAndUsers = new ResumeCounts(cuts, 0, replayed, 0, 0);
    return gameServer == null ? ofNetworkAndUsers : ofNetworkAndUsers.plus(gameServer.resumes());
  }

  private CheckedTrades trades() {
    SimulatedDatabase used = database;
    long unknown = used == null ? 0 : used.unknownCommits();
    return trades.plus(new CheckedTrades(0, 0, 0, unknown));
  }

  private void play() throws InterruptedException {
    int writers = isOneOf(2) ? 1 : MOST_WRITERS;
    try (SimulatedDatabase own = new SimulatedDatabase(simulation, writers)) {
      database = own;
      play(own);
    }
  }

  private void play(SimulatedDatabase own) throws InterruptedException {
    Host serverHost = simulation.newHost("server");
    Host clientHost = simulation.newHost("clients");
    CrashingServer server = new CrashingServer(simulation, serverHost, own, settings(serverHost));
    gameServer = server;
    if (it.hasCuts()) {
      crashing = new CrashingClients(simulation, random.split(), server.address());
    }
    simulation.limitFaults(it.mostFaults());
    Duration longest = it.hasCuts() ? LONGEST_ROUND_WITH_CUTS : LONGEST_ROUND;
    long rounds = Math.ceilDiv(it.time().toNanos(), longest.toNanos());
    Duration time = it.time().dividedBy(rounds);
    boolean drainsEarly = it.hasFaults() && !it.hasCuts() && isOneOf(4);
    for (int round = 1; round <= rounds; round++) {
      if (drainsEarly && round == rounds) {
        Duration after = Duration.ofNanos(random.nextLong(time.toNanos()));
        simulation.after(after, server::askToDrain);
      }
      playRound(round, time, server, clientHost);
      if (!drainsEarly || round < rounds) {
        playTrades(round, time, server, clientHost);
        playCalmRound(round, server, clientHost);
      }
      onRound.accept(outcome("", ""));
    }
    server.await().drain(!drainsEarly);
  }

  /// Returns random settings of the server. With faults, some of the limits are low.
  private Map<String, String> settings(Host host) {
    PortOptions port = port(host);
    Map<String, String> settings = new TreeMap<>();
    settings.put("port.workers", "" + port.workers());
    settings.put("port.shape", port.shape() == PortOptions.Shape.SHARED ? "shared" : "per-worker");
    if (it.hasCuts()) {
      settings.putAll(RESUME_SETTINGS);
      settings.putAll(it.sparesSessions() ? MUCH_MEMORY : Map.of());
    } else {
      lower(settings, "session.send-queue-packets", 4);
      lower(settings, "login.max-in-flight", 1);
      lower(settings, "chat.room-queue", random.nextInt(2, 5));
      lower(settings, "chat.max-members", random.nextInt(1, 11));
    }
    if (isOneOf(2)) {
      settings.put("chat.tick", "20ms");
    }
    return settings;
  }

  /// Lowers a limit of the server in some cases with faults.
  private void lower(Map<String, String> settings, String key, int limit) {
    if (it.hasFaults() && isOneOf(4)) {
      hasLowLimits = true;
      settings.put(key, "" + limit);
    }
  }

  private boolean isOneOf(int number) {
    return random.nextInt(number) == 0;
  }

  /// Plays a round with the faults of the case, and checks its result.
  private void playRound(int round, Duration time, CrashingServer server, Host host)
      throws InterruptedException {
    PortOptions port = port(host);
    SwarmOptions.Builder options =
        options(server.await(), port)
            .clients(it.clients())
            .profile(profile())
            .duration(time)
            .rate(random.nextInt(1, 5))
            .roomSize(random.nextInt(2, it.hasCuts() ? 51 : 21))
            .payloadBytes(random.nextInt(1, 201))
            .closedLoop(isOneOf(4))
            .namePrefix("round" + round)
            .keepGoing(true);
    if (it.hasCuts()) {
      options.cut(CUT_BY_NETWORK);
    }
    simulation.setFaults(it.faults());
    if (crashing != null) {
      crashing.start(time);
    }
    SwarmResult result = swarm(options);
    if (crashing != null) {
      crashing.awaitEnd();
    }
    simulation.setFaults(Faults.none());
    simulation.sleep(LONGEST_FAULT);
    Deliveries.check(result, losses(), hasLowLimits);
    server.await().checkQuiet();
  }

  private Profile profile() {
    if (it.hasCuts()) {
      return RESUMING;
    }
    return it.hasFaults() && isOneOf(2) ? DROPPING : LEAVING;
  }

  private Losses losses() {
    if (!it.hasFaults()) {
      return Losses.NOTHING;
    }
    return it.sparesSessions() ? Losses.CONNECTIONS : Losses.SESSIONS;
  }

  /// Lets users trade while the database has faults, too, and checks that no trade is lost or made
  /// twice. The users log in again until all their trades are settled.
  private void playTrades(int round, Duration time, CrashingServer server, Host host)
      throws InterruptedException {
    SwarmOptions.Builder options =
        options(server.await(), port(host))
            .scenarios(List.of("trade"))
            .clients(Math.max(2, it.clients()))
            .duration(time)
            .rate(random.nextInt(2, 9))
            .roomSize(random.nextInt(2, 21))
            .settleTimeout(TO_SETTLE_TRADES)
            .namePrefix("trade" + round)
            .reconnecting(true)
            .keepGoing(true);
    if (it.hasCuts()) {
      options.cut(CUT_BY_NETWORK);
    }
    simulation.setFaults(it.faultsOfTrades());
    SwarmResult result = swarm(options);
    simulation.setFaults(Faults.none());
    simulation.sleep(LONGEST_HANG);
    trades = trades.plus(CheckedTrades.of(result.scenarios().getFirst().counters()));
    SimulatedServer present = server.await();
    Deliveries.checkTrades(result, it.hasFaults());
    present.checkQuiet();
  }

  /// Checks that the server still serves everybody when the faults are over.
  private void playCalmRound(int round, CrashingServer server, Host host)
      throws InterruptedException {
    SwarmResult result =
        swarm(
            options(server.await(), port(host))
                .clients(CALM_CLIENTS)
                .duration(Duration.ofSeconds(1))
                .namePrefix("calm" + round));
    Deliveries.check(result, hasLowLimits ? Losses.SESSIONS : Losses.NOTHING, hasLowLimits);
    Problem.unless(
        result.total().counts().delivered() > 0, "after the faults, the server serves nobody");
    server.await().checkQuiet();
  }

  private SwarmOptions.Builder options(SimulatedServer server, PortOptions port) {
    return SwarmOptions.builder(server.address())
        .scenarios(List.of("echo+chat+walk"))
        .workers(port.workers())
        .seed(random.nextInt())
        .settleTimeout(it.hasCuts() ? TO_RESUME_AND_SETTLE : TO_SETTLE)
        .port(port);
  }

  private SwarmResult swarm(SwarmOptions.Builder options) {
    SwarmResult result = new Swarm(options.build(), new GameSwarm()).run(SHOWN_ONCE);
    deliveries += result.total().counts().delivered();
    replayed += result.connections().resumes().replayed();
    return result;
  }

  private PortOptions port(Host host) {
    PortOptions.Shape shape =
        random.nextBoolean() ? PortOptions.Shape.SHARED : PortOptions.Shape.PER_WORKER;
    return PortOptions.defaults()
        .withName(host.name())
        .withWorkers(random.nextInt(1, 4))
        .withShape(shape)
        .withBufferMemoryBytes(64 << 20)
        .withStallThreshold(Duration.ofSeconds(10))
        .withRuntime(host.runtime());
  }
}
