package dev.wharf.server;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.Ledger;
import dev.wharf.engine.ListenException;
import dev.wharf.engine.ServerService;
import dev.wharf.protocol.PacketCatalog;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.system.HeartbeatReply;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.server.admin.AdminPort;
import dev.wharf.server.admin.AdminSources;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.LoginHandler;
import dev.wharf.server.metrics.GameFigures;
import dev.wharf.server.metrics.PacketMeters;
import dev.wharf.server.metrics.ServerMetrics;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.PlayerHooks;
import dev.wharf.server.player.Players;
import dev.wharf.server.player.Stage;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server process of a [Game]: its parts, put together.
///
/// Runs from [#start] until [#drain] or [#close], which may be called from any thread but a worker.
/// Several may run in one process.
public final class GameServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GameServer.class);

  private final Game game;
  private final ServerConfig config;
  private final CompletionPort port;
  private final Players players = new Players();
  private final GameFigures figures = new GameFigures();
  private final PlayerHooks hooks;
  private final StopHooks stop;

  /// Set by the drain.
  private volatile boolean allSaved = true;

  /// Set by the drain.
  private volatile boolean allStopped = true;

  private final GameContext context;
  private final PacketProtocol<GameSession> protocol;
  private final ServerService service;
  private final @Nullable AdminPort admin;
  private final FutureTask<Boolean> draining = new FutureTask<>(this::drainOnce);

  /// Players not saved when the drain was asked for. Written before its thread starts.
  private long unsavedBefore;

  private final AtomicBoolean drainStarted = new AtomicBoolean();
  private final CountDownLatch drainAsked = new CountDownLatch(1);

  /// Set by a dying worker, before the drain that it asks for.
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
    this.hooks =
        new PlayerHooks(
            players,
            config.login().saveTimeout(),
            config.login().maxSaves(),
            figures.counters(PlayerHooks.SaveEvent.class));
    figures.gauge("wharf.saves", "Players being saved at this moment", hooks::underWay);
    this.stop = new StopHooks(figures.counters(StopHooks.StopEvent.class));
    PacketRouter.Builder<GameSession> router = systemPackets(authenticator);
    this.context =
        new GameContext(game.name(), config, port, players, hooks, stop, figures, router);
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
        listening.close(); // first: sessions use what the game has opened
      }
      boolean _ = stop.run(config.shutdown().reserve());
      throw e;
    }
  }

  private void onPortFailed(String reason) {
    log.error("draining, as the server is not whole any more: {}", reason);
    failed = true;
    askToDrain();
  }

  private ServerService listen(PacketProtocol<GameSession> packets) {
    try {
      return ServerService.start(port, config.server(), packets.sessions(game::newSession));
    } catch (ListenException e) {
      throw StartException.of(config, List.of("listen.address", "listen.port"), e);
    }
  }

  private AdminPort openAdmin(
      ServerService listening, PacketMeters packets, LongSupplier logLinesLost) {
    figures.gauge("wharf.players", "Players logged in at this moment", players::count);
    figures.counter(
        "wharf.log.dropped",
        "Lines of the log that were dropped because standard error did not take them",
        logLinesLost::getAsLong);
    ServerMetrics metrics = new ServerMetrics(packets, port, listening, figures);
    try {
      return AdminPort.open(
          config.admin(),
          new AdminSources(
              port, listening, protocol, players, context.tables(), metrics, this::askToDrain));
    } catch (ListenException e) {
      throw StartException.of(config, List.of("admin.address", "admin.port"), e);
    }
  }

  /// Starts a server, with the authenticator that the configuration names.
  ///
  /// @param config of this game ([Game#config])
  /// @throws StartException when anybody could log in from other machines, or the machine refuses:
  ///   a port is taken, there is no io_uring
  public static GameServer start(Game game, ServerConfig config) {
    return start(game, config, game.authenticator(config));
  }

  /// As [#start(Game, ServerConfig)], in a process whose log is the server's own.
  ///
  /// @param logLinesLost how many lines of the log were lost, for the metrics
  static GameServer start(Game game, ServerConfig config, LongSupplier logLinesLost) {
    return start(game, config, game.authenticator(config), logLinesLost);
  }

  /// Starts a server with another authenticator than the configuration's.
  ///
  /// @param config of this game ([Game#config])
  /// @throws StartException when anybody could log in from other machines, or the machine refuses:
  ///   a port is taken, there is no io_uring
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
      // A class cannot be loaded when no file descriptor is free.
      throw StartException.of(
          config, List.of("port.workers", "port.provider", "port.buffer-memory"), e);
    }
  }

  private static boolean hasSystemLogin(PacketCatalog catalog) {
    return catalog.kindOf(LoginRequest.getDescriptor()) != null;
  }

  /// The handlers of those system packets that the game's catalogue has.
  private PacketRouter.Builder<GameSession> systemPackets(Authenticator authenticator) {
    PacketCatalog catalog = game.catalog();
    PacketRouter.Builder<GameSession> router =
        PacketRouter.<GameSession>forServer(catalog)
            .initialState(Stage.LOGIN)
            .defaultStates(Stage.PLAYING);
    if (hasSystemLogin(catalog)) {
      LoginHandler login =
          new LoginHandler(authenticator, game.clientVersions(), hooks, config, port, figures);
      router.on(LoginRequest.class, Stage.LOGIN, login::handle);
    }
    if (catalog.kindOf(HeartbeatRequest.getDescriptor()) != null) {
      router.on(HeartbeatRequest.class, List.of(Stage.values()), GameServer::beat);
    }
    return router;
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

  /// The address listened on, with the port that was taken when 0 was asked for.
  public InetSocketAddress address() {
    return service.localAddress();
  }

  /// The port listened on.
  public int port() {
    return address().getPort();
  }

  /// The address of the admin port, if there is one.
  public Optional<InetSocketAddress> adminAddress() {
    return Optional.ofNullable(admin).map(AdminPort::address);
  }

  /// The completion port that the server runs on, with its timer and its workers. The server closes
  /// it.
  public CompletionPort completionPort() {
    return port;
  }

  /// The service underneath: its sessions and counters.
  public ServerService service() {
    return service;
  }

  /// The players online.
  public Players players() {
    return players;
  }

  /// How often an event of the game or the kit has happened.
  ///
  /// @throws IllegalArgumentException when the server does not count it
  public long count(Enum<?> event) {
    return figures.of(event);
  }

  /// What is still owed; all zero after [#drain] or [#close].
  public Ledger ledger() {
    return port.ledger();
  }

  /// Ends in good order: takes nobody in any more, tells the clients, delivers what is queued,
  /// waits up to [ServerConfig#shutdownGrace()] for them to go and for the game to save the
  /// players, closes what the game has opened ([GameContext#onStop]), then all else. Whoever calls
  /// while that goes on, or later, waits for its end, too. It goes on when a caller is interrupted.
  ///
  /// @return whether all sessions ended, all players were saved and all was closed, in time
  /// @throws IllegalStateException on a worker: a handler calls [#askToDrain]
  public boolean drain() {
    CompletionPort.refuseOnWorker("drain");
    askToDrain();
    try {
      return draining.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the drain failed", e.getCause());
    }
  }

  /// Begins what [#drain()] waits for, on a thread of its own. Any thread; doing it again does
  /// nothing.
  public void askToDrain() {
    if (!drainStarted.getAndSet(true)) {
      unsavedBefore = hooks.unsaved();
      Thread.ofPlatform().name("drain").start(draining);
      drainAsked.countDown();
    }
  }

  /// Whether a worker has died and could not be replaced. The server then drains by itself.
  public boolean hasFailed() {
    return failed;
  }

  /// Whether the drain has ended with a player whom the game did not save, or with something that
  /// the game has opened and that did not close.
  boolean hasEndedInDisorder() {
    return !allSaved || !allStopped;
  }

  /// Waits until somebody drains the server, or asks for it.
  void awaitDrainAsked() throws InterruptedException {
    drainAsked.await();
  }

  private boolean drainOnce() {
    long deadline = System.nanoTime() + config.shutdownGrace().toNanos();
    boolean inTime = service.drain(config.shutdownGrace());
    boolean ended = awaitSaves(timeLeft(deadline));
    allSaved = ended && hooks.unsaved() == unsavedBefore && players.count() == 0;
    allStopped = stop.run(timeLeft(deadline));
    close();
    return inTime && allSaved && allStopped;
  }

  /// Saves that begin when the grace is over have a time of their own, and so has what the game
  /// closes.
  private Duration timeLeft(long deadline) {
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    Duration reserve = config.shutdown().reserve();
    return left.compareTo(reserve) < 0 ? reserve : left;
  }

  private boolean awaitSaves(Duration time) {
    try {
      boolean saved = hooks.awaitSaves(time);
      if (!saved) {
        log.error("players were not saved within shutdown.grace and shutdown.reserve");
      }
      return saved;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Ends at once, but for what the game closes ([GameContext#onStop]). Doing it again does
  /// nothing.
  ///
  /// @throws IllegalStateException on a worker
  @Override
  public void close() {
    CompletionPort.refuseOnWorker("close");
    service.close();
    boolean _ = stop.run(config.shutdown().reserve());
    port.close();
    if (admin != null) {
      admin.close();
    }
    log.info("ended: {}", figures);
  }
}
