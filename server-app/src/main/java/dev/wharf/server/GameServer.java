package dev.wharf.server;

import dev.wharf.engine.CompletionPort;
import dev.wharf.engine.Ledger;
import dev.wharf.engine.ServerService;
import dev.wharf.proto.EchoReply;
import dev.wharf.proto.EchoRequest;
import dev.wharf.proto.GamePackets;
import dev.wharf.proto.HeartbeatReply;
import dev.wharf.proto.HeartbeatRequest;
import dev.wharf.proto.LoginRequest;
import dev.wharf.protocol.PacketProtocol;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.server.chat.ChatHandlers;
import dev.wharf.server.chat.Multicast;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.Authenticator;
import dev.wharf.server.login.DevelopmentAuthenticator;
import dev.wharf.server.login.HmacAuthenticator;
import dev.wharf.server.login.LoginHandler;
import dev.wharf.server.metrics.GameCounters;
import dev.wharf.server.player.GameSession;
import dev.wharf.server.player.Players;
import dev.wharf.server.player.Stage;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The game server: its parts, put together. [#routes] is where a packet gets its handler.
///
/// Runs from [#start] until [#drain] or [#close], which may be called from any thread but a worker.
/// Several may run in one process.
public final class GameServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GameServer.class);

  private final ServerConfig config;
  private final CompletionPort port;
  private final Players players = new Players();
  private final GameCounters counters = new GameCounters();
  private final PacketProtocol<GameSession> protocol;
  private final ServerService service;

  private GameServer(ServerConfig config, Authenticator authenticator, CompletionPort port) {
    this.config = config;
    this.port = port;
    this.protocol = PacketProtocol.of(routes(authenticator), config.packets());
    this.service = ServerService.start(port, config.server(), protocol.sessions(GameSession::new));
  }

  /// Starts a server, with the authenticator that the configuration names.
  ///
  /// @throws UnsafeStartException when anybody could log in from other machines
  /// @throws dev.wharf.engine.ListenException when the address cannot be listened on
  public static GameServer start(ServerConfig config) {
    return start(config, authenticator(config));
  }

  /// Starts a server with an authenticator of your own.
  ///
  /// @throws UnsafeStartException when anybody could log in from other machines
  /// @throws dev.wharf.engine.ListenException when the address cannot be listened on
  public static GameServer start(ServerConfig config, Authenticator authenticator) {
    UnsafeStartException.throwIfUnsafe(config, authenticator);
    warn(Warnings.of(config, authenticator));
    CompletionPort port = CompletionPort.open(config.port());
    try {
      GameServer server = new GameServer(config, authenticator, port);
      log.info(
          "listening on {}, {} workers ({}), provider {}",
          server.address(),
          port.options().workers(),
          port.options().shape(),
          port.providerName());
      return server;
    } catch (RuntimeException e) {
      port.close();
      throw e;
    }
  }

  private PacketRouter<GameSession> routes(Authenticator authenticator) {
    Multicast multicast = (receivers, message) -> this.protocol.sendToAll(receivers, message);
    LoginHandler login = new LoginHandler(authenticator, players, config, port, counters);
    ChatHandlers chat = new ChatHandlers(config.chat(), players, port, multicast, counters);
    PacketRouter.Builder<GameSession> router =
        PacketRouter.<GameSession>forServer(GamePackets.CATALOG)
            .initialState(Stage.LOGIN)
            .defaultStates(Stage.PLAYING)
            .on(LoginRequest.class, Stage.LOGIN, login::handle)
            .on(HeartbeatRequest.class, List.of(Stage.values()), GameServer::beat)
            .on(EchoRequest.class, GameServer::echo);
    chat.addTo(router);
    return router.build();
  }

  private static void beat(GameSession session, HeartbeatRequest request) {
    session.send(HeartbeatReply.newBuilder().setClientTime(request.getClientTime()));
  }

  private static void echo(GameSession session, EchoRequest request) {
    session.send(
        EchoReply.newBuilder()
            .setSequence(request.getSequence())
            .setSentNanos(request.getSentNanos())
            .setPayload(request.getPayload()));
  }

  private static Authenticator authenticator(ServerConfig config) {
    return switch (config.login().authenticator()) {
      case DEVELOPMENT -> new DevelopmentAuthenticator();
      case HMAC -> new HmacAuthenticator(config.login().hmacSecret(), InstantSource.system());
    };
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

  /// The service underneath: its sessions and counters.
  public ServerService service() {
    return service;
  }

  /// What the game has counted.
  public GameCounters counters() {
    return counters;
  }

  /// What is still owed; all zero after [#drain] or [#close].
  public Ledger ledger() {
    return port.ledger();
  }

  /// Ends in good order: takes nobody in any more, tells the clients, delivers what is queued,
  /// waits up to [ServerConfig#shutdownGrace()] for them to go, then closes.
  ///
  /// @return whether all sessions ended in time
  public boolean drain() {
    boolean inTime = service.drain(config.shutdownGrace());
    close();
    return inTime;
  }

  /// Ends at once. Doing it again does nothing.
  @Override
  public void close() {
    port.close();
    log.info("ended: {}", counters);
  }
}
