package dev.wharf.server.player;

import com.google.protobuf.Message;
import com.google.protobuf.ProtocolMessageEnum;
import dev.wharf.engine.CloseReason;
import dev.wharf.engine.buffer.BufferMemoryExhaustedException;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.Refusal;
import dev.wharf.protocol.resume.ResumeOptions;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.ServerNotice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One client of the game server. A game session is a [PacketSession] with a login [Stage] and,
/// after the login, a [Player].
///
/// Three objects belong to one connection. The engine session (`dev.wharf.engine.Session`) sends
/// and receives bytes. The packet session belongs to the protocol, and sends and receives packets.
/// The game session extends the packet session: a game extends this class for its own data about a
/// client.
///
/// The server sends failures and notices through [#sendFailure(Failure)] and
/// [#sendNotice(ServerNotice)]. A game whose clients do not know these packets overrides both
/// methods.
public class GameSession extends PacketSession {
  /// The failure message for a request that has no number.
  public static final String NOT_NUMBERED = "request_id must not be 0";

  private static final int MAX_MESSAGE = 256;

  /// The failure code of each close reason that a client causes. Any other close reason is a fault
  /// of the server.
  private static final Map<CloseReason, FailureCode> CODES =
      Map.ofEntries(
          Map.entry(PacketCloseReasons.MALFORMED_FRAME, FailureCode.MALFORMED_FRAME),
          Map.entry(PacketCloseReasons.SPEAKS_TLS, FailureCode.MALFORMED_FRAME),
          Map.entry(CloseReason.FRAME_TOO_LARGE, FailureCode.FRAME_TOO_LARGE),
          Map.entry(PacketCloseReasons.UNKNOWN_PACKET, FailureCode.UNKNOWN_PACKET),
          Map.entry(PacketCloseReasons.WRONG_DIRECTION, FailureCode.WRONG_DIRECTION),
          Map.entry(PacketCloseReasons.WRONG_STATE, FailureCode.WRONG_STATE),
          Map.entry(PacketCloseReasons.MALFORMED_BODY, FailureCode.MALFORMED_BODY),
          Map.entry(PacketCloseReasons.RATE_LIMITED, FailureCode.RATE_LIMITED),
          Map.entry(PacketCloseReasons.LOGIN_REFUSED, FailureCode.LOGIN_REFUSED),
          Map.entry(PacketCloseReasons.BAD_ACKNOWLEDGEMENT, FailureCode.BAD_ACKNOWLEDGEMENT),
          Map.entry(CloseReason.OVERLOADED, FailureCode.SERVER_FULL));

  /// The player of this session; null before the login. Set once, and read by any thread.
  private volatile @Nullable Player player;

  /// The absent players; null when the player cannot come back. Only the session's callbacks use
  /// this field.
  private @Nullable Absences absences;

  /// The number of login attempts on this session. Only the session's callbacks use this field.
  private int loginTries;

  /// The number of the login of this session. Set before the login enters, and read by any thread.
  private volatile LoginNumber loginNumber = LoginNumber.NONE;

  /// The tasks that run when the session ends, the latest one first. Guarded by the list's own
  /// monitor.
  private final List<Runnable> atEnd = new ArrayList<>();

  private boolean ended;

  /// Creates a session in [Stage#LOGIN], without a player.
  ///
  /// @param link the argument of [dev.wharf.server.Game#newSession]
  public GameSession(PacketLink link) {
    super(link);
  }

  /// Returns the player of this session. Before the login there is none, so a handler that needs
  /// the player must be for [Stage#PLAYING].
  ///
  /// @throws IllegalStateException before the login
  public final Player player() {
    Player seen = player;
    if (seen == null) {
      throw new IllegalStateException("nobody has logged in yet");
    }
    return seen;
  }

  /// Counts a login attempt. Call this method only in a callback of the session.
  ///
  /// @return the number of attempts, including this one
  public final int countLoginTry() {
    return ++loginTries;
  }

  /// Sets the number of the login that is being handled. A login that is late, because the same
  /// client has sent a newer one, then does not take over ([EnterResult#OVERTAKEN]). The system
  /// login calls this method. A game with its own login packets may call it before
  /// [GameContext#enter][dev.wharf.server.GameContext#enter].
  ///
  /// @param instance a random number of the running client; 0 when it does not number its logins
  /// @param attempt the number of the login, unsigned; each next login of the client has a higher
  ///   one
  public final void numberLogin(long instance, int attempt) {
    loginNumber = new LoginNumber(instance, attempt);
  }

  /// Returns whether this session's login is of the same client as another one, and is newer.
  final boolean hasNewerLoginThan(GameSession other) {
    return loginNumber.isNewerThan(other.loginNumber);
  }

  /// Sets the player of this session, and enters [Stage#PLAYING]. For a game without a login: call
  /// this method once, in `onConnected`. A login uses
  /// [GameContext#enter][dev.wharf.server.GameContext#enter] instead. Other players find this
  /// player only when [Players#enter] has registered the name.
  public final void play(Player loggedIn) {
    identify(loggedIn);
    play();
  }

  /// Sets the player of this session. Other players cannot find the player before [#play()].
  final void identify(Player loggedIn) {
    player = loggedIn;
  }

  /// Enters [Stage#PLAYING], so that other players can find this player, and ends the login
  /// deadline of the engine session.
  final void play() {
    enter(Stage.PLAYING);
    session().markAuthenticated();
  }

  /// Lets the player come back on a new connection, for some time after it has lost the present
  /// one. Call this method in a callback of the session, before the login reply is sent.
  ///
  /// @param players the absent players
  public final void becomeResumable(ResumeOptions options, Absences players) {
    absences = players;
    atEnd(() -> players.forget(this));
    becomeResumable(options);
  }

  /// Called when the player has lost its connection and may come back. A subclass that overrides
  /// this method must call `super.onAbsent`.
  @Override
  protected void onAbsent(CloseReason reason) {
    Objects.requireNonNull(absences).begin(this);
  }

  /// Called when the player has come back on a new connection. A subclass that overrides this
  /// method must call `super.onResumed()`.
  @Override
  protected void onResumed() {
    Objects.requireNonNull(absences).resumed(this);
  }

  /// Adds a task that runs when the session ends. Runs the task at once when the session has
  /// already ended. Thread-safe.
  public final void atEnd(Runnable task) {
    synchronized (atEnd) {
      if (!ended) {
        atEnd.add(task);
        return;
      }
    }
    task.run();
  }

  /// Removes a task that [#atEnd] has added. Thread-safe.
  public final void forgetAtEnd(Runnable task) {
    synchronized (atEnd) {
      atEnd.remove(task);
    }
  }

  /// Tells the client that its request has failed. The session stays open.
  ///
  /// @param code a [FailureCode], or a value of at least 100 of the game's own enum
  /// @param request the request that failed
  /// @param requestId the number that the client gave to the request
  /// @param message one line for a developer; must not contain text of the client
  /// @throws IllegalArgumentException when `request` is not a packet
  public final void fail(ProtocolMessageEnum code, Message request, int requestId, String message) {
    sendFailure(failure(code, request, requestId, message).build());
  }

  /// Tells the client that its request is refused, and closes the session after this packet is
  /// sent.
  ///
  /// @param code a [FailureCode], or a value of at least 100 of the game's own enum
  /// @param reason the close reason of the session
  /// @param request the request that failed
  /// @param requestId the number that the client gave to the request
  /// @param message one line for a developer; must not contain text of the client
  /// @throws IllegalArgumentException when `request` is not a packet
  public final void refuse(
      ProtocolMessageEnum code,
      CloseReason reason,
      Message request,
      int requestId,
      String message) {
    sendFailure(failure(code, request, requestId, message).setClosing(true).build());
    closeAfterFlush(reason, message);
  }

  /// Tells the client that its login must wait (`LOGIN_BUSY`), and closes the session after this
  /// packet is sent.
  ///
  /// @param retryAfter the time after which the client should try again
  public final void refuseForNow(Message request, int requestId, Duration retryAfter) {
    String why = "the login cannot be checked now; try again in " + retryAfter.toMillis() + " ms";
    sendFailure(
        failure(FailureCode.LOGIN_BUSY, request, requestId, why)
            .setRetryAfterMs((int) Math.min(retryAfter.toMillis(), Integer.MAX_VALUE))
            .setClosing(true)
            .build());
    closeAfterFlush(PacketCloseReasons.LOGIN_REFUSED, why);
  }

  /// Tells the client why the server closes the session, and closes it after this packet is sent.
  ///
  /// @param code a [FailureCode], or a value of at least 100 of the game's own enum
  /// @param reason the close reason of the session
  /// @param message one line for a developer; must not contain text of the client
  public final void refuse(ProtocolMessageEnum code, CloseReason reason, String message) {
    sendFailure(failure(code, message).setClosing(true).build());
    closeAfterFlush(reason, message);
  }

  /// Ends the player's game: tells the client that it is kicked, and closes the session after this
  /// packet is sent. A player who is absent leaves at once. Any thread may call this method.
  ///
  /// @param message one line for a developer; must not contain text of the client
  public final void kick(String message) {
    try {
      refuse(FailureCode.KICKED, CloseReason.KICKED, message);
    } catch (BufferMemoryExhaustedException e) {
      close(CloseReason.KICKED, "no buffer memory to send it the reason");
    }
  }

  /// Sends the player a text, for example of an operator ([ServerNotice.Kind#ANNOUNCEMENT]). Any
  /// thread may call this method.
  ///
  /// @param text a text for players, at most 256 characters
  /// @throws BufferMemoryExhaustedException when the buffer memory is used up
  public final void announce(String text) {
    sendNotice(
        ServerNotice.newBuilder().setKind(ServerNotice.Kind.ANNOUNCEMENT).setText(text).build());
  }

  /// Sends a failure to the client: a request has failed, the login is refused, the client has
  /// broken a rule, or the client sends too fast. Any thread may call this method.
  protected void sendFailure(Failure failure) {
    send(failure);
  }

  /// Sends a notice to the client, such as that the server shuts down. Any thread may call this
  /// method.
  protected void sendNotice(ServerNotice notice) {
    send(notice);
  }

  @Override
  protected void onRefused(Refusal refusal) {
    FailureCode code = codeOf(refusal.reason());
    String message = code == FailureCode.INTERNAL_ERROR ? "the server failed" : refusal.detail();
    sendFailure(failure(code, message).setPacketId(refusal.packetId()).setClosing(true).build());
  }

  @Override
  protected void onRateWarning(String detail) {
    sendFailure(failure(FailureCode.RATE_WARNING, detail).build());
  }

  @Override
  protected void onDraining(Duration grace) {
    sendNotice(
        ServerNotice.newBuilder()
            .setKind(ServerNotice.Kind.DRAINING)
            .setText("The server is shutting down.")
            .setSeconds((int) grace.toSeconds())
            .build());
  }

  /// Runs the tasks of [#atEnd]. A subclass that overrides this method must call
  /// `super.onDisconnected`.
  @Override
  protected void onDisconnected(CloseReason reason) {
    List<Runnable> tasks;
    synchronized (atEnd) {
      ended = true;
      tasks = new ArrayList<>(atEnd);
      atEnd.clear();
    }
    runAll(tasks.reversed());
  }

  /// Runs all tasks, even when one throws, because one of the tasks saves the player and frees the
  /// player's name. Throws the first exception at the end.
  private static void runAll(List<Runnable> tasks) {
    Throwable first = null;
    for (Runnable task : tasks) {
      try {
        task.run();
      } catch (Throwable e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    switch (first) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(first);
    }
  }

  private Failure.Builder failure(
      ProtocolMessageEnum code, Message request, int requestId, String message) {
    return failure(code, message).setPacketId(kindOf(request).id()).setRequestId(requestId);
  }

  private static Failure.Builder failure(ProtocolMessageEnum code, String message) {
    String line = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
    return Failure.newBuilder().setCode(code.getNumber()).setMessage(line);
  }

  private static FailureCode codeOf(CloseReason reason) {
    return CODES.getOrDefault(reason, FailureCode.INTERNAL_ERROR);
  }
}
