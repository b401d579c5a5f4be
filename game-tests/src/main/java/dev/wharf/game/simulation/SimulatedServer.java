package dev.wharf.game.simulation;

import dev.wharf.engine.PortOptions;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.game.server.SampleGame;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.server.Game;
import dev.wharf.server.GameServer;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.Authentication;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.ResumeEvent;
import dev.wharf.server.player.Account;
import dev.wharf.server.player.PlayerEvent;
import dev.wharf.simulation.FaultKind;
import dev.wharf.simulation.Host;
import dev.wharf.storage.StorageEvent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// The game's server on a simulated host. Its authenticator accepts each login after a random time.
/// [FaultKind#BLOCKING_CALL] makes some logins slow, or lets them fail. Only threads of the
/// simulation use it.
public final class SimulatedServer {
  /// The settings of the server. They lift the limits that a swarm on one address would reach.
  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("listen.port", "7777"),
          Map.entry("port.buffer-memory", "64MiB"),
          Map.entry("port.stall-threshold", "10s"),
          Map.entry("admission.max-unauthenticated-per-network", "1000"),
          Map.entry("admission.max-per-address", "10000"),
          Map.entry("admission.new-per-second-per-address", "1000000"),
          Map.entry("rate.packets-per-second", "0"),
          Map.entry("rate.bytes-per-second", "0"));

  /// The settings of the sample game in addition.
  private static final Map<String, String> GAME_SETTINGS =
      Map.of(
          "account.enabled", "false",
          "chat.texts", "0",
          "world.width", "120",
          "world.height", "60",
          "world.walkers", "5",
          "world.most-in-sight", "20",
          "world.tick", "200ms");

  private static final Duration LONGEST_LOGIN = Duration.ofMillis(200);
  private static final Duration TO_SETTLE = Duration.ofMinutes(5);

  private final CheckedGame game;
  private final GameServer server;
  private final EngineRuntime runtime;

  /// Whether the server has a database.
  private final boolean hasStorage;

  /// The number of scheduled jobs of the timer while no client is connected.
  private final int ownTimers;

  private SimulatedServer(
      CheckedGame game, GameServer server, EngineRuntime runtime, boolean hasStorage) {
    this.game = game;
    this.server = server;
    this.runtime = runtime;
    this.hasStorage = hasStorage;
    this.ownTimers = timers();
  }

  /// Starts the server of the game, without accounts.
  ///
  /// @param settings settings that replace those of the simulation and the defaults, by key
  public static SimulatedServer start(Host host, Map<String, String> settings) {
    Map<String, String> values = new TreeMap<>(GAME_SETTINGS);
    values.putAll(settings);
    return start(host, new SampleGame(), values);
  }

  /// Starts the server of the game, with accounts in a database.
  ///
  /// @param settings settings that replace those of the simulation and the defaults, by key
  static SimulatedServer start(
      Host host, SimulatedDatabase database, Map<String, String> settings) {
    Map<String, String> values = new TreeMap<>(GAME_SETTINGS);
    values.putAll(settings);
    values.put("account.enabled", "true");
    return start(host, new SampleGame(database.opener(host)), values, true);
  }

  /// Starts the server of a game.
  ///
  /// @param settings settings that replace those of the simulation and the defaults, by key
  public static SimulatedServer start(Host host, Game game, Map<String, String> settings) {
    return start(host, game, settings, false);
  }

  private static SimulatedServer start(
      Host host, Game game, Map<String, String> settings, boolean hasStorage) {
    Map<String, String> values = new TreeMap<>(SETTINGS);
    values.put("listen.address", host.address().getHostAddress());
    values.put("port.workers", "2");
    values.putAll(settings);
    EngineRuntime runtime = host.runtime();
    ServerConfig config = game.config(values);
    PortOptions port = config.port().withName(host.name()).withRuntime(runtime);
    CheckedGame checked = new CheckedGame(game);
    return new SimulatedServer(
        checked,
        GameServer.start(checked, config.withPort(port), authenticator(host)),
        runtime,
        hasStorage);
  }

  private static Authenticator authenticator(Host host) {
    return attempt -> {
      host.call(LONGEST_LOGIN);
      return Authentication.accepted(Account.of(attempt.name()));
    };
  }

  /// Returns the packets of the game.
  public PacketCatalog catalog() {
    return game.catalog();
  }

  /// Returns the server.
  public GameServer server() {
    return server;
  }

  /// Returns the address that clients connect to.
  public InetSocketAddress address() {
    return server.address();
  }

  /// Returns whether the host has crashed since the start of the server.
  boolean hasCrashed() {
    return runtime.isOver();
  }

  /// Returns how players came back: resumes, take-overs and refused resumes.
  ResumeCounts resumes() {
    return new ResumeCounts(
        0,
        server.count(PlayerEvent.PLAYERS_RESUMED),
        0,
        server.count(PlayerEvent.TAKEOVERS),
        server.count(ResumeEvent.RESUMES_REFUSED));
  }

  /// Waits until no client is connected, and checks that the server has forgotten all of them.
  public void checkQuiet() throws InterruptedException {
    for (int i = 0; i < TO_SETTLE.toSeconds() && !isQuiet(); i++) {
      runtime.sleep(Duration.ofSeconds(1));
    }
    Problem.unless(
        isQuiet(),
        "all clients have left, but the server still has "
            + server.service().sessionCount()
            + " sessions and "
            + server.players().count()
            + " players");
    Problem.unless(
        runtime.poll(() -> timers() <= ownTimers, TO_SETTLE),
        "all clients have left, but the server's timer has "
            + timers()
            + " jobs, which were "
            + ownTimers
            + " before");
    checkFailures();
  }

  private boolean isQuiet() {
    return server.service().sessionCount() == 0 && server.players().count() == 0;
  }

  private int timers() {
    return server.completionPort().timer().pending();
  }

  /// Drains the server, and checks that the drain ends in time, that the ledger of the server is
  /// zero, that no account has had two players, and that no handler and no job has failed.
  public void drain() {
    drain(true);
  }

  /// Drains the server, or waits for the end of a drain that has begun. Checks that the ledger of
  /// the server is zero.
  ///
  /// @param mustBeInTime whether the drain must end in time. With faults in the network, it may
  ///   take too long
  public void drain(boolean mustBeInTime) {
    boolean isInTime = server.drain();
    Problem.unless(isInTime || !mustBeInTime, "the server has not ended in time");
    Problem.unless(server.ledger().isZero(), "the server's ledger at its end: " + server.ledger());
    checkFailures();
  }

  private void checkFailures() {
    game.check();
    long handlers = server.service().counters().handlerFailures();
    Problem.unless(handlers == 0, handlers + " handlers of the server threw an exception");
    long works = hasStorage ? server.count(StorageEvent.WORKS_FAILED) : 0;
    Problem.unless(works == 0, works + " works of the server threw an exception");
    server
        .completionPort()
        .jobFailures()
        .counts()
        .forEach(
            (queue, jobs) ->
                Problem.unless(
                    jobs == 0, jobs + " jobs of the server's queue " + queue + " failed"));
  }
}
