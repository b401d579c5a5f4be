package dev.wharf.client;

import com.google.protobuf.ByteString;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.SessionOptions;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.catalog.PacketCatalog;
import dev.wharf.protocol.catalog.SystemPackets;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.HeartbeatReply;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.Logout;
import dev.wharf.protocol.system.ResumeReply;
import dev.wharf.protocol.system.ResumeRequest;
import dev.wharf.protocol.system.ServerNotice;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One connection to a game server. The client logs in as soon as the connection is open.
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
/// [ReconnectingClient] connects again when a connection ends. The `on...` methods run on the
/// session's worker, one at a time, and must not block. [#send] and [#keepAlive] may be called from
/// any thread.
public abstract class GameClient extends PacketSession {
  /// The lowest limit of frames that a client uses. Every server supports it, so a smaller limit in
  /// the login reply is raised to this value.
  private static final int MIN_FRAME_BYTES = 512;

  /// The number of heartbeats in a row that may be without an answer.
  private static final int MOST_UNANSWERED = 3;

  /// The number of a resume request, of which a connection sends one.
  private static final int RESUME_REQUEST_ID = 1;

  /// The failure codes after which the next login would fail in the same way.
  private static final Set<Integer> FINAL =
      Set.of(
          FailureCode.LOGIN_REFUSED_VALUE,
          FailureCode.INVALID_REQUEST_VALUE,
          FailureCode.CLIENT_TOO_OLD_VALUE,
          FailureCode.KICKED_VALUE);

  private final Identity identity;
  private final ClientLogin manner;

  /// The server's reply to the login; null while the login is not accepted. Set once on the
  /// session's worker, read by any thread.
  private volatile @Nullable LoginReply login;

  /// The first failure before the login was accepted; null when there is none. Only the session's
  /// worker uses this field, until the connection has ended.
  private @Nullable Failure refusal;

  /// The object that is told of each event before the `on...` method of this client is called; null
  /// for a client without a [ReconnectingClient]. Set before the connection is opened.
  private @Nullable Watcher watcher;

  /// The limits of the packets that are kept for a resume; null when the client does not ask for a
  /// session that can be resumed. Set before the connection is opened.
  private @Nullable ResumeLimits resumeLimits;

  /// The numbers of the logins of this client and those before it; null when its login has no
  /// number. Set before the connection is opened.
  private @Nullable LoginNumbers loginNumbers;

  /// The token for the next resume; empty when the session cannot be resumed. Only the session's
  /// callbacks use it.
  private ByteString resumeToken = ByteString.EMPTY;

  /// The number of resume requests that were sent. Only the session's callbacks use it.
  private int attempts;

  /// How long the server waits for a resume.
  private volatile Duration resumeTime = Duration.ZERO;

  /// Whether the server has announced that it ends the session. Only the session's callbacks use
  /// it.
  private boolean isDismissed;

  /// Whether this client has logged out. Set before the logout is sent, because the server may
  /// close the connection at once.
  private volatile boolean hasLeft;

  /// The time of the last heartbeat, by the port's clock; before the first heartbeat, the time at
  /// which the login was accepted. Written by the session's worker, later by the thread that calls
  /// [#keepAlive].
  private volatile long beatAt;

  /// The time at which the login request was sent, by the port's clock; 0 while it was not sent.
  /// Set once by the session's worker, read by the thread that calls [#keepAlive].
  private volatile long begunAt;

  /// The number of heartbeats that were sent since the last answer to one.
  private final AtomicInteger unansweredBeats = new AtomicInteger();

  /// Reports the events of a client to its [ReconnectingClient].
  interface Watcher {
    void onLoggedIn();

    void onRefused(Failure failure, boolean isFinal);

    void onKicked();

    void onAbsent(CloseReason reason);

    void onEnded(CloseReason reason);
  }

  /// Creates a client that logs in with the system packets.
  protected GameClient(PacketLink link, Identity identity) {
    this(link, identity, new SystemLogin());
  }

  /// Creates a client that logs in with the game's own packets.
  ///
  /// @param login the login that the router was built with
  protected GameClient(PacketLink link, Identity identity, ClientLogin login) {
    super(link);
    this.identity = identity;
    this.manner = login;
  }

  /// Creates the client for the next try to connect. It has the identity and the login of the
  /// client of the last try.
  ///
  /// @param before the client of the last try
  protected GameClient(PacketLink link, GameClient before) {
    this(link, before.identity, before.manner);
  }

  /// Starts to build a router with handlers for login, failures, notices and heartbeats. The caller
  /// adds handlers for the other packets.
  ///
  /// @param catalog the game's packets, the system packets among them
  public static <C extends GameClient> PacketRouter.Builder<C> routes(PacketCatalog catalog) {
    return routes(catalog, new SystemLogin());
  }

  /// Starts to build a router like [#routes(PacketCatalog)], for a game that has its own login
  /// packets.
  ///
  /// @param login adds the handlers for login, failures, notices and heartbeats
  public static <C extends GameClient> PacketRouter.Builder<C> routes(
      PacketCatalog catalog, ClientLogin login) {
    PacketRouter.Builder<C> router =
        PacketRouter.<C>forClient(catalog)
            .initialState(ClientStage.LOGGING_IN)
            .defaultStates(ClientStage.PLAYING);
    login.addTo(router);
    return router;
  }

  /// Returns the session options of a client. The options have no login deadline and no idle
  /// timeout, because the server has both. The login reply sets the limit of the receive buffer.
  public static SessionOptions sessionOptions() {
    SessionOptions defaults = SessionOptions.defaults();
    return defaults
        .withLoginTimeout(Duration.ZERO)
        .withIdleTimeout(Duration.ZERO)
        .withReceiveBytes(defaults.receiveInitialBytes(), SystemPackets.MAX_FRAME_BYTES);
  }

  /// Returns whether the server would refuse the same login again, after it has refused a login
  /// with this code.
  public static boolean isFinal(int failureCode) {
    return FINAL.contains(failureCode);
  }

  /// Sends a heartbeat when the server's interval has passed. A heartbeat is sent even while the
  /// client sends other packets, because only the answer to a heartbeat shows that the server is
  /// alive. Call this method about every second.
  ///
  /// @param now the present time of the port's clock, in nanoseconds
  public final void keepAlive(long now) {
    LoginReply seen = login;
    if (seen != null
        && !isAbsent()
        && seen.getHeartbeatSeconds() > 0
        && now - beatAt >= Duration.ofSeconds(seen.getHeartbeatSeconds()).toNanos()) {
      beatAt = now;
      manner.beat(this);
    }
  }

  /// Returns the server's number for this player; 0 before the login.
  public final long playerId() {
    LoginReply seen = login;
    return seen == null ? 0 : seen.getPlayerId();
  }

  /// Returns whether the server has accepted the login.
  public final boolean isLoggedIn() {
    return login != null;
  }

  /// Returns the first failure that the server sent instead of accepting the login; null when there
  /// was none. Call this method on the session's worker, or after the connection has ended.
  public final @Nullable Failure refusal() {
    return refusal;
  }

  // ---- for the login

  /// Records that the server has accepted the login. The [ClientLogin] calls this method on the
  /// session's worker.
  ///
  /// @param reply the login reply; a game with its own login packets sets only the fields that it
  ///   has values for
  public final void accept(LoginReply reply) {
    beatAt = nanoTime();
    login = reply;
    if (resumeLimits != null && !reply.getResumeToken().isEmpty()) {
      resumeToken = reply.getResumeToken();
      resumeTime = Duration.ofSeconds(Integer.toUnsignedLong(reply.getResumeSeconds()));
      becomeResumable(resumeLimits.options(reply.getAcknowledgeEvery()));
    }
    limitFrames(frameBytes(reply.getMaxSentFrameBytes()), frameBytes(reply.getMaxFrameBytes()));
    enter(ClientStage.PLAYING);
    if (watcher != null) {
      watcher.onLoggedIn();
    }
    onLoggedIn(reply);
  }

  /// Records that the server has refused the login or a request, or is about to end the connection.
  /// The [ClientLogin] calls this method on the session's worker.
  public final void fail(Failure failure) {
    boolean isWarning = failure.getCode() == FailureCode.RATE_WARNING_VALUE;
    isDismissed |= failure.getClosing();
    if (login != null && failure.getCode() == FailureCode.KICKED_VALUE && watcher != null) {
      watcher.onKicked();
    }
    if (login == null && refusal == null && !isWarning) {
      refusal = failure;
      if (watcher != null) {
        watcher.onRefused(failure, isFinal(failure.getCode()));
      }
    }
    onFailure(failure);
  }

  /// Passes a notice of the server to [#onNotice]. The [ClientLogin] calls this method on the
  /// session's worker.
  public final void notice(ServerNotice notice) {
    isDismissed |= notice.getKind() == ServerNotice.Kind.DRAINING;
    onNotice(notice);
  }

  /// Numbers the login of this client, so that the server refuses it when it arrives after a newer
  /// login with the same numbers. Call this method before the connection is opened.
  /// [ReconnectingClient] does so by itself. A [ClientLogin] other than [SystemLogin] does not send
  /// the number.
  public final void numberLogin(LoginNumbers numbers) {
    loginNumbers = numbers;
  }

  /// Returns the numbers of this client's logins; null when they have none.
  final @Nullable LoginNumbers loginNumbers() {
    return loginNumbers;
  }

  // ---- resuming

  /// Makes this client ask for a session that outlives its connection ([PacketSession#isAbsent()]).
  /// Call this method before the connection is opened. [ReconnectingClient] does so by itself;
  /// other code resumes the client with a [Resumer].
  public final void askToResume(ResumeLimits limits) {
    resumeLimits = limits;
  }

  /// Returns whether the client asks for a session that can be resumed.
  final boolean asksToResume() {
    return resumeLimits != null;
  }

  /// Returns how long the server waits for a resume of this session; zero when it does not.
  public final Duration resumeTime() {
    return resumeTime;
  }

  /// Leaves the server: tells it that this client does not come back, and closes the connection
  /// when the queued packets are sent.
  public final void logOut() {
    hasLeft = true;
    if (isResumable() && !isAbsent()) {
      send(Logout.getDefaultInstance());
    }
    closeAfterFlush(CloseReason.LOCAL, "closed by this side");
  }

  /// Starts to resume this client on the connection of an attempt.
  final void resumeBy(PacketSession attempt) {
    moveTo(
        attempt,
        () -> attempt.send(resumeRequest()),
        why -> attempt.close(PacketCloseReasons.NOT_RESUMED, why));
  }

  private ResumeRequest.Builder resumeRequest() {
    return ResumeRequest.newBuilder()
        .setRequestId(RESUME_REQUEST_ID)
        .setResumeToken(resumeToken)
        .setHandled(handledPackets())
        .setAttempt(++attempts)
        .setClientVersion(identity.clientVersion());
  }

  /// Goes on with the connection of an attempt, because the server has accepted the resume.
  final void resumed(PacketSession attempt, ResumeReply reply) {
    unansweredBeats.set(0);
    beatAt = nanoTime();
    resumeToken = reply.getResumeToken();
    String problem = goOn(attempt, reply.getHandled());
    if (problem == null) {
      limitFrames(frameBytes(reply.getMaxSentFrameBytes()), frameBytes(reply.getMaxFrameBytes()));
    } else {
      close(PacketCloseReasons.BAD_ACKNOWLEDGEMENT, problem);
    }
  }

  /// Called when the connection is lost and the session may be resumed. A subclass that overrides
  /// this method must call `super.onAbsent(reason)`.
  @Override
  protected void onAbsent(CloseReason reason) {
    if (hasLeft) {
      close(CloseReason.LOCAL, "closed by this side");
    } else if (isDismissed) {
      close(PacketCloseReasons.NOT_RESUMED, "the server has ended the session");
    } else if (watcher != null) {
      watcher.onAbsent(reason);
    }
  }

  // ---- for the game

  /// Starts the login. A subclass that overrides this method must call `super.onConnected()`.
  @Override
  protected void onConnected() {
    begunAt = nanoTime();
    manner.begin(this, identity);
  }

  /// Called when the login was accepted.
  protected void onLoggedIn(LoginReply reply) {}

  /// Called when the server has refused a request, or is about to end the connection.
  protected void onFailure(Failure failure) {}

  /// Called when a notice of the server has arrived. The server sends the same notice to all
  /// players.
  protected void onNotice(ServerNotice notice) {}

  /// Called with the answer to a heartbeat.
  protected void onHeartbeat(HeartbeatReply reply) {}

  /// Called once, after all other `on...` methods, when the connection has ended or could not be
  /// opened. When the session could be resumed, it has ended for good.
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

  /// Returns the present time of the port's clock, in nanoseconds.
  final long nanoTime() {
    return session().nanoTime();
  }

  /// Adds 1 to the number of heartbeats that the server must answer.
  final void beats() {
    unansweredBeats.incrementAndGet();
  }

  /// Sets the number of unanswered heartbeats to 0, because the server has answered one.
  final void answered(HeartbeatReply reply) {
    unansweredBeats.set(0);
    onHeartbeat(reply);
  }

  /// Returns whether the server has not answered several heartbeats in a row, so that the
  /// connection is of no use. Always false while there is no connection, and when the game's
  /// heartbeats have no answers.
  public final boolean isServerSilent() {
    return unansweredBeats.get() > MOST_UNANSWERED && !isAbsent();
  }

  /// Returns whether the login request was sent longer ago than the given time, and is not answered
  /// yet.
  final boolean isWaitingForLogin(long now, Duration time) {
    long begun = begunAt;
    return begun != 0 && login == null && now - begun > time.toNanos();
  }

  final void watchedBy(Watcher one) {
    watcher = one;
  }

  /// Returns the frame limit that the client uses for a limit in the login reply. 0 in the login
  /// reply means the default; other values are raised or lowered to the range that the client
  /// supports.
  private int frameBytes(int told) {
    int most = catalog().header().maxFrameBytes();
    int usual = Math.min(most, SystemPackets.MAX_FRAME_BYTES);
    return told == 0 ? usual : Math.clamp(told, Math.min(MIN_FRAME_BYTES, most), most);
  }
}
