package dev.wharf.client;

import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SessionOptions;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.catalog.SystemPackets;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.HeartbeatReply;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.ServerNotice;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One connection to a game server, which logs itself in as soon as it is open.
///
/// ```java
/// PacketRouter<Bot> router =
///     GameClient.<Bot>routes(CATALOG)
///         .on(ChatMessage.class, (bot, message) -> bot.answer(message))
///         .ignoreTheRest()
///         .build();
/// ClientService.open(port, GameClient.sessionOptions())
///     .connect(address, PacketProtocol.of(router).sessions(link -> new Bot(link, identity)));
/// ```
///
/// [ServerConnection] connects again when a connection ends. The `on...` methods run on the
/// session's worker, one at a time, and must not block. [#send] and [#keepAlive] may be called from
/// any thread.
public abstract class GameClient extends PacketSession {
  /// The lowest frame limit. A smaller value from the server is raised to it, because every server
  /// supports it.
  private static final int MIN_FRAME_BYTES = 512;

  /// Another try would end in the same way.
  private static final Set<Integer> FINAL =
      Set.of(
          FailureCode.LOGIN_REFUSED_VALUE,
          FailureCode.INVALID_REQUEST_VALUE,
          FailureCode.CLIENT_TOO_OLD_VALUE);

  private final Identity identity;
  private final ClientLogin manner;

  /// Set once by the login's handler, read by anyone.
  private volatile @Nullable LoginReply login;

  /// The first failure before the login was accepted. Confined to the session's worker until the
  /// connection has ended.
  private @Nullable Failure refusal;

  /// Told what happens, before the `on...` methods; set before the connection is opened.
  private @Nullable Watcher watcher;

  /// When the login was accepted or the last heartbeat sent, by `System.nanoTime()`. Written by the
  /// session's worker, then by the thread that keeps clients alive.
  private volatile long beatAt;

  /// When the login began, by `System.nanoTime()`; 0 before. Set once by the session's worker, read
  /// by whoever keeps clients alive.
  private volatile long begunAt;

  /// Heartbeats since the last answer to one.
  private final AtomicInteger unansweredBeats = new AtomicInteger();

  /// Tells a [ServerConnection] how its client fares.
  interface Watcher {
    void onLoggedIn();

    void onRefused(Failure failure, boolean isFinal);

    void onEnded(CloseReason reason);
  }

  /// A client that logs in with the system packets.
  protected GameClient(PacketLink link, Identity identity) {
    this(link, identity, new SystemLogin());
  }

  /// A client of a game with a login of its own.
  ///
  /// @param login the one that the router was built with
  protected GameClient(PacketLink link, Identity identity, ClientLogin login) {
    super(link);
    this.identity = identity;
    this.manner = login;
  }

  /// Another try of a client, with the same identity and login.
  protected GameClient(PacketLink link, GameClient before) {
    this(link, before.identity, before.manner);
  }

  /// Begins a router that knows login, failures, notices and heartbeats; add handlers for the rest.
  ///
  /// @param catalog the game's packets, the system packets among them
  public static <C extends GameClient> PacketRouter.Builder<C> routes(PacketCatalog catalog) {
    return routes(catalog, new SystemLogin());
  }

  /// The same for a game with a login of its own.
  public static <C extends GameClient> PacketRouter.Builder<C> routes(
      PacketCatalog catalog, ClientLogin login) {
    PacketRouter.Builder<C> router =
        PacketRouter.<C>forClient(catalog)
            .initialState(ClientStage.LOGGING_IN)
            .defaultStates(ClientStage.PLAYING);
    login.addTo(router);
    return router;
  }

  /// What suits a client: asks no login of the server, and leaves it to the server to end idle
  /// connections. The receive buffer grows with what the server says at the login.
  public static SessionOptions sessionOptions() {
    return SessionOptions.defaults()
        .withLoginTimeout(Duration.ZERO)
        .withIdleTimeout(Duration.ZERO)
        .withReceiveBytes(512, SystemPackets.MAX_FRAME_BYTES);
  }

  /// Whether a login that was refused with this code would be refused again.
  public static boolean isFinal(int failureCode) {
    return FINAL.contains(failureCode);
  }

  /// Sends a heartbeat as often as the server asks for, also while the client sends other packets:
  /// the answer shows that the server is alive. To be called every second or so.
  ///
  /// @param now by `System.nanoTime()`
  public final void keepAlive(long now) {
    LoginReply seen = login;
    if (seen != null
        && seen.getHeartbeatSeconds() > 0
        && now - beatAt >= Duration.ofSeconds(seen.getHeartbeatSeconds()).toNanos()) {
      beatAt = now;
      manner.beat(this);
    }
  }

  /// The server's number for this player; 0 before the login.
  public final long playerId() {
    LoginReply seen = login;
    return seen == null ? 0 : seen.getPlayerId();
  }

  /// Whether the server has accepted the login.
  public final boolean isLoggedIn() {
    return login != null;
  }

  /// The first failure that the server sent in place of accepting the login; null when there was
  /// none. For the session's worker, or after the connection has ended.
  public final @Nullable Failure refusal() {
    return refusal;
  }

  // ---- for the login

  /// The server has accepted the login. For the [ClientLogin], on the session's worker.
  ///
  /// @param reply as in a LoginReply; a login of the game's own fills in what it knows
  public final void accept(LoginReply reply) {
    beatAt = System.nanoTime();
    login = reply;
    limitFrames(frameBytes(reply.getMaxSentFrameBytes()), frameBytes(reply.getMaxFrameBytes()));
    enter(ClientStage.PLAYING);
    if (watcher != null) {
      watcher.onLoggedIn();
    }
    onLoggedIn(reply);
  }

  /// The server has refused the login or a request, or is about to end the connection. For the
  /// [ClientLogin], on the session's worker.
  public final void fail(Failure failure) {
    boolean isWarning = failure.getCode() == FailureCode.RATE_WARNING_VALUE;
    if (login == null && refusal == null && !isWarning) {
      refusal = failure;
      if (watcher != null) {
        watcher.onRefused(failure, isFinal(failure.getCode()));
      }
    }
    onFailure(failure);
  }

  /// The server has something to say to all players. For the [ClientLogin], on the session's
  /// worker.
  public final void notice(ServerNotice notice) {
    onNotice(notice);
  }

  // ---- for the game

  /// Begins the login. Whoever overrides this calls it.
  @Override
  protected void onConnected() {
    begunAt = System.nanoTime();
    manner.begin(this, identity);
  }

  /// Called when the login was accepted.
  protected void onLoggedIn(LoginReply reply) {}

  /// Called when a request was refused, or the server is about to end the connection.
  protected void onFailure(Failure failure) {}

  /// Called when the server has something to say to all players.
  protected void onNotice(ServerNotice notice) {}

  /// Called with the answer to a heartbeat.
  protected void onHeartbeat(HeartbeatReply reply) {}

  /// Called once when the connection has ended, or could not be opened; last of all.
  protected void onEnded(CloseReason reason) {}

  @Override
  protected final void onDisconnected(CloseReason reason) {
    try {
      onEnded(reason);
    } finally {
      if (watcher != null) {
        watcher.onEnded(reason);
      }
    }
  }

  /// A heartbeat goes out that the server has to answer.
  final void beats() {
    unansweredBeats.incrementAndGet();
  }

  /// The answer to a heartbeat has come.
  final void answered(HeartbeatReply reply) {
    unansweredBeats.set(0);
    onHeartbeat(reply);
  }

  /// How many heartbeats in a row the server has not answered. Always 0 with a login whose
  /// heartbeats have no answers.
  final int unansweredBeats() {
    return unansweredBeats.get();
  }

  /// Whether the login has begun, and the server has not accepted it for so long.
  final boolean isWaitingForLogin(long now, Duration time) {
    long begun = begunAt;
    return begun != 0 && login == null && now - begun > time.toNanos();
  }

  final void watchedBy(Watcher one) {
    watcher = one;
  }

  /// Converts a frame limit of the login reply: 0 means the default, and other values are clamped.
  private int frameBytes(int told) {
    int most = catalog().header().maxFrameBytes();
    int usual = Math.min(most, SystemPackets.MAX_FRAME_BYTES);
    return told == 0 ? usual : Math.clamp(told, Math.min(MIN_FRAME_BYTES, most), most);
  }
}
