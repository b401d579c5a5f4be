package dev.wharf.server;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.Ledger;
import dev.wharf.engine.ListenException;
import dev.wharf.engine.ServerService;
import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.system.HeartbeatReply;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.protocol.system.Logout;
import dev.wharf.protocol.system.ResumeRequest;
import dev.wharf.server.admin.console.AdminPort;
import dev.wharf.server.admin.console.AdminSources;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.LoginHandler;
import dev.wharf.server.login.LoginRule;
import dev.wharf.server.login.ResumeHandler;
import dev.wharf.server.metrics.Counters;
import dev.wharf.server.metrics.GameFigures;
import dev.wharf.server.metrics.PacketMeters;
import dev.wharf.server.metrics.ServerMetrics;
import dev.wharf.server.player.Absences;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.PlayerEvent;
import dev.wharf.server.player.PlayerHooks;
import dev.wharf.server.player.Players;
import dev.wharf.server.player.Stage;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running server of one [Game]. It owns the completion port, the service that clients connect
/// to, and the admin port.
///
/// The server runs from [#start] until [#drain] or [#close]. These two methods may be called from
/// any thread except a worker of the completion port. Several servers may run in one process.
public final class GameServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GameServer.class);

  private final Game game;
  private final ServerConfig config;
  private final CompletionPort port;
  private final EngineRuntime runtime;
  private final Players players = new Players();
  private final GameFigures figures = new GameFigures();
  private final List<LoginRule> rules = new CopyOnWriteArrayList<>();
  private final Absences absences;
  private final PlayerHooks hooks;
  private final StopHooks stop;

  /// Whether all players were saved. The drain thread sets it to false when a player was not saved.
  private volatile boolean allSaved = true;

  /// Whether all resources of the game closed. The drain thread sets it to false when a resource
  /// did not close.
  private volatile boolean allStopped = true;

  private final SessionTransport transport;
  private final GameContext context;
  private final PacketProtocol<GameSession> protocol;
  private final ServerService service;
  private final @Nullable AdminPort admin;

  /// Completes when the drain has ended, with the result of [#drain].
  private final CompletableFuture<Boolean> drained = new CompletableFuture<>();

  /// The number of players that were not saved before a drain was requested. Written before the
  /// drain thread starts.
  private long unsavedBefore;

  private final AtomicBoolean drainStarted = new AtomicBoolean();
  private final CompletableFuture<@Nullable Void> drainAsked = new CompletableFuture<>();

  /// Whether a worker has died and could not be replaced. Set before the server drains for this
  /// reason.
  private volatile boolean failed;

  private GameServer(
      Game game,
      ServerConfig config,
      Authenticator authenticator,
      CompletionPort port,
      LongSupplier logLinesLost) {
    this.game = game;
    this.config = config;
    this.port = port;
    this.runtime = port.runtime();
    Counters<PlayerEvent> events = figures.counters(PlayerEvent.class);
    this.absences =
        new Absences(port, config.resume().grace(), config.resume().maxAbsent(), events);
    this.hooks =
        new PlayerHooks(
            runtime,
            players,
            config.login().saveTimeout(),
            config.login().maxSaves(),
            config.login().second() == ServerConfig.SecondLogin.TAKEOVER,
            figures.counters(PlayerHooks.SaveEvent.class),
            events);
    figures.gauge("wharf.saves", "Players being saved at this moment", hooks::underWay);
    this.stop = new StopHooks(runtime, figures.counters(StopHooks.StopEvent.class));
    PacketRouter.Builder<GameSession> router = systemPackets(authenticator);
    this.context =
        new GameContext(
            game.name(),
            config,
            authenticator,
            rules,
            port,
            players,
            hooks,
            absences,
            stop,
            figures,
            router);
    this.transport = SessionTransport.open(config, runtime, figures);
    ServerService listening = null;
    try {
      game.start(context);
      this.protocol = PacketProtocol.of(router.build(), config.packets());
      context.setProtocol(protocol);
      if (config.admin().enabled()) {
        PacketMeters packets = new PacketMeters(game.catalog());
        listening = listen(protocol.withListener(packets));
        this.admin = openAdmin(listening, packets, logLinesLost);
      } else {
        listening = listen(protocol);
        this.admin = null;
      }
      this.service = listening;
    } catch (RuntimeException | Error e) {
      if (listening != null) {
        listening.close(); // first, because sessions use the resources of the game
      }
      boolean _ = stop.run(config.shutdown().reserve());
      transport.close();
      throw e;
    }
  }

  private void onPortFailed(String reason) {
    log.error("draining, because the server cannot recover: {}", reason);
    failed = true;
    askToDrain();
  }

  private ServerService listen(PacketProtocol<GameSession> packets) {
    try {
      return ServerService.start(port, transport.options(), packets.sessions(game::newSession));
    } catch (ListenException e) {
      List<String> keys =
          config.webSocketBind() == null
              ? List.of("listen.address", "listen.port")
              : List.of("listen.address", "listen.port", "websocket.port");
      throw StartException.of(config, keys, e);
    }
  }

  private AdminPort openAdmin(
      ServerService listening, PacketMeters packets, LongSupplier logLinesLost) {
    figures.gauge("wharf.players", "Players logged in at this moment", players::count);
    figures.gauge(
        "wharf.players.absent",
        "Players without a connection who may come back, included in wharf_players",
        absences::count);
    figures.counter(
        "wharf.log.dropped",
        "Lines of the log that were dropped because standard error was too slow",
        logLinesLost::getAsLong);
    ServerMetrics metrics = new ServerMetrics(packets, port, listening, figures);
    try {
      return AdminPort.open(
          config.admin(),
          new AdminSources(
              port,
              listening,
              protocol,
              players,
              absences,
              hooks::underWay,
              context.tables(),
              context.notes(),
              context.actions(),
              context.auditLog(),
              metrics,
              this::askToDrain));
    } catch (ListenException e) {
      throw StartException.of(config, List.of("admin.address", "admin.port"), e);
    }
  }

  /// Starts a server with the authenticator that the configuration names.
  ///
  /// @param config a configuration of this game ([Game#config])
  /// @throws StartException when the settings would let strangers log in without a check, or when
  ///   the machine refuses a setting: a TCP port is in use, io_uring is not available
  public static GameServer start(Game game, ServerConfig config) {
    return start(game, config, game.authenticator(config));
  }

  /// Starts a server like [#start(Game, ServerConfig)], in a process whose log may lose lines.
  ///
  /// @param logLinesLost returns the number of lost log lines, for the metrics
  static GameServer start(Game game, ServerConfig config, LongSupplier logLinesLost) {
    return start(game, config, game.authenticator(config), logLinesLost);
  }

  /// Starts a server with the given authenticator in place of the one in the configuration.
  ///
  /// @param config a configuration of this game ([Game#config])
  /// @throws StartException for the same reasons as in [#start(Game, ServerConfig)]
  public static GameServer start(Game game, ServerConfig config, Authenticator authenticator) {
    return start(game, config, authenticator, () -> 0);
  }

  private static GameServer start(
      Game game, ServerConfig config, Authenticator authenticator, LongSupplier logLinesLost) {
    boolean hasSystemLogin = hasSystemLogin(game.catalog());
    StartException.throwIfUnsafe(config, hasSystemLogin && authenticator.isForDevelopment());
    CompletionPort port = openPort(config);
    try {
      GameServer server = new GameServer(game, config, authenticator, port, logLinesLost);
      var _ = port.failure().thenAccept(server::onPortFailed);
      log.info(
          "listening on {}, {} workers ({}), provider {}",
          server.address(),
          port.options().workers(),
          port.options().shape(),
          port.providerName());
      server.webSocketAddress().ifPresent(address -> log.info("WebSocket on {}", address));
      server.adminAddress().ifPresent(address -> log.info("admin port on http:/{}/", address));
      warn(Warnings.of(config, authenticator, hasSystemLogin, server.context.warnings()));
      return server;
    } catch (RuntimeException | Error e) {
      port.close();
      throw e;
    }
  }

  private static CompletionPort openPort(ServerConfig config) {
    try {
      return CompletionPort.open(config.port());
    } catch (UncheckedIOException | OutOfMemoryError | LinkageError e) {
      // LinkageError: the JVM cannot load a class when no file descriptor is free.
      throw StartException.of(
          config, List.of("port.workers", "port.provider", "port.buffer-memory"), e);
    }
  }

  private static boolean hasSystemLogin(PacketCatalog catalog) {
    return catalog.kindOf(LoginRequest.getDescriptor()) != null;
  }

  /// Adds handlers for the system packets in the game's catalog: login, resume, logout and
  /// heartbeat.
  private PacketRouter.Builder<GameSession> systemPackets(Authenticator authenticator) {
    PacketCatalog catalog = game.catalog();
    PacketRouter.Builder<GameSession> router =
        PacketRouter.<GameSession>forServer(catalog)
            .initialState(Stage.LOGIN)
            .defaultStates(Stage.PLAYING);
    if (hasSystemLogin(catalog)) {
      ResumeHandler resume = null;
      if (catalog.kindOf(ResumeRequest.getDescriptor()) != null) {
        resume = new ResumeHandler(game.clientVersions(), config, absences, port, figures);
        router.on(ResumeRequest.class, Stage.LOGIN, resume::handle);
        router.on(Logout.class, List.of(Stage.values()), (session, _) -> logOut(session));
      }
      LoginHandler login =
          new LoginHandler(
              authenticator, rules, game.clientVersions(), hooks, resume, config, port, figures);
      router.on(LoginRequest.class, Stage.LOGIN, login::handle);
    }
    if (catalog.kindOf(HeartbeatRequest.getDescriptor()) != null) {
      router.on(HeartbeatRequest.class, List.of(Stage.values()), GameServer::beat);
    }
    return router;
  }

  private static void logOut(GameSession session) {
    session.closeAfterFlush(PacketCloseReasons.LOGGED_OUT, "the client has logged out");
  }

  private static void beat(GameSession session, HeartbeatRequest request) {
    session.send(HeartbeatReply.newBuilder().setClientTime(request.getClientTime()));
  }

  private static void warn(List<String> warnings) {
    if (warnings.isEmpty()) {
      return;
    }
    String stars = "*".repeat(72);
    log.warn(stars);
    warnings.forEach(warning -> log.warn("* {}", warning));
    log.warn(stars);
  }

  /// Returns the address that the server listens on. With `listen.port = 0`, its port is the one
  /// that the operating system chose.
  public InetSocketAddress address() {
    return service.localAddress();
  }

  /// Returns the TCP port that the server listens on.
  public int port() {
    return address().getPort();
  }

  /// Returns the address for WebSocket; empty when `websocket.enabled` is off.
  public Optional<InetSocketAddress> webSocketAddress() {
    return service.localAddresses().stream().skip(1).findFirst();
  }

  /// Returns the address of the admin port; empty when the admin port is off.
  public Optional<InetSocketAddress> adminAddress() {
    return Optional.ofNullable(admin).map(AdminPort::address);
  }

  /// Returns the completion port of this server, with its timer and its workers. The game server
  /// closes the port.
  public CompletionPort completionPort() {
    return port;
  }

  /// Returns the engine's service for this server's clients, with its engine sessions and counters.
  public ServerService service() {
    return service;
  }

  /// Returns the players online.
  public Players players() {
    return players;
  }

  /// Returns how often an event of the game or the kit has happened.
  ///
  /// @throws IllegalArgumentException when the server has no counter for the event
  public long count(Enum<?> event) {
    return figures.of(event);
  }

  /// Returns the numbers of engine sessions, I/O operations and buffers that are still in use. All
  /// are zero after [#drain] or [#close].
  public Ledger ledger() {
    return port.ledger();
  }

  /// Drains the server, and waits for the end of the drain.
  ///
  /// The server stops accepting connections, notifies the clients, sends all queued packets, and
  /// waits until the sessions have ended and the game has saved the players. This takes up to
  /// [ServerConfig#shutdownGrace()]. After that, the server closes the game's resources
  /// ([GameContext#onStop]), the service and the completion port. Further calls wait for the same
  /// drain. The drain continues when a waiting caller is interrupted.
  ///
  /// @return whether all sessions ended, all players were saved and all resources closed in time
  /// @throws IllegalStateException on a worker; a packet handler calls [#askToDrain] instead
  public boolean drain() {
    CompletionPort.rejectOnWorker("drain");
    askToDrain();
    try {
      boolean _ = runtime.await(drained, EngineRuntime.FOREVER);
      return drained.getNow(false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (CompletionException e) {
      throw new IllegalStateException("the drain failed", e.getCause());
    }
  }

  /// Starts a drain on a new thread, and returns at once. May be called from any thread. Further
  /// calls have no effect.
  public void askToDrain() {
    if (!drainStarted.getAndSet(true)) {
      unsavedBefore = hooks.unsaved();
      Thread thread = runtime.newThread("drain", this::runDrain);
      thread.setDaemon(false); // the process must not end before the players are saved
      thread.start();
      drainAsked.complete(null);
    }
  }

  /// Returns whether a worker died and could not be replaced. When this happens, the server drains
  /// itself.
  public boolean hasFailed() {
    return failed;
  }

  /// Returns whether the drain ended with an unsaved player, or with a resource of the game that
  /// did not close.
  boolean hasEndedInDisorder() {
    return !allSaved || !allStopped;
  }

  /// Waits until a drain is requested.
  void awaitDrainAsked() throws InterruptedException {
    boolean _ = runtime.await(drainAsked, EngineRuntime.FOREVER);
  }

  private void runDrain() {
    try {
      drained.complete(drainOnce());
    } catch (Throwable t) {
      drained.completeExceptionally(t);
    }
  }

  private boolean drainOnce() {
    long deadline = runtime.nanoTime() + config.shutdownGrace().toNanos();
    absences.endAll();
    boolean inTime = service.drain(config.shutdownGrace());
    boolean ended = awaitSaves(deadline);
    allSaved = ended && hooks.unsaved() == unsavedBefore && players.count() == 0;
    allStopped = stop.run(timeLeft(deadline));
    close();
    return inTime && allSaved && allStopped;
  }

  /// Returns the time until the deadline, but at least `shutdown.reserve`. So late saves, and the
  /// closing of the game's resources, get that time even when `shutdown.grace` has passed.
  ///
  /// @param deadline the end of `shutdown.grace`, in nanoseconds of the runtime's clock
  private Duration timeLeft(long deadline) {
    Duration left = Duration.ofNanos(deadline - runtime.nanoTime());
    Duration reserve = config.shutdown().reserve();
    return left.compareTo(reserve) < 0 ? reserve : left;
  }

  /// Waits until the absent players have left and all players are saved.
  private boolean awaitSaves(long deadline) {
    try {
      boolean left = absences.awaitNone(timeLeft(deadline));
      boolean saved = hooks.awaitSaves(timeLeft(deadline));
      if (!left || !saved) {
        log.error("some players were not saved within shutdown.grace and shutdown.reserve");
      }
      return left && saved;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Closes the server at once, without a drain. Waits only for the game's resources to close
  /// ([GameContext#onStop]). Further calls have no effect.
  ///
  /// @throws IllegalStateException on a worker
  @Override
  public void close() {
    CompletionPort.rejectOnWorker("close");
    absences.endAll();
    service.close();
    boolean _ = stop.run(config.shutdown().reserve());
    port.close();
    transport.close();
    if (admin != null) {
      admin.close();
    }
    String events = figures.toString();
    log.info("ended; events counted: {}", events.isEmpty() ? "none" : events);
  }
}
