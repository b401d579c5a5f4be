package dev.wharf.server.player;

import com.google.protobuf.Message;
import com.google.protobuf.ProtocolMessageEnum;
import dev.wharf.engine.CloseReason;
import dev.wharf.protocol.PacketCloseReasons;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.Refusal;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.ServerNotice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One client. What a game knows of it stands here, or hangs on here.
///
/// The server sends failures and notices through [#sendFailure(Failure)] and
/// [#sendNotice(ServerNotice)]. A game whose clients do not know these packets extends this class
/// and overrides the two.
public class GameSession extends PacketSession {
  /// The failure message for a request that has no number.
  public static final String NOT_NUMBERED = "a request_id is any number but 0";

  private static final int MAX_MESSAGE = 256;

  /// The codes that tell a client why its packet was refused. Any other reason is a fault of the
  /// server.
  private static final Map<CloseReason, FailureCode> CODES =
      Map.of(
          PacketCloseReasons.MALFORMED_FRAME, FailureCode.MALFORMED_FRAME,
          CloseReason.FRAME_TOO_LARGE, FailureCode.FRAME_TOO_LARGE,
          PacketCloseReasons.UNKNOWN_PACKET, FailureCode.UNKNOWN_PACKET,
          PacketCloseReasons.WRONG_DIRECTION, FailureCode.WRONG_DIRECTION,
          PacketCloseReasons.WRONG_STATE, FailureCode.WRONG_STATE,
          PacketCloseReasons.MALFORMED_BODY, FailureCode.MALFORMED_BODY,
          PacketCloseReasons.RATE_LIMITED, FailureCode.RATE_LIMITED,
          PacketCloseReasons.LOGIN_REFUSED, FailureCode.LOGIN_REFUSED,
          CloseReason.OVERLOADED, FailureCode.SERVER_FULL);

  /// Set when the login is accepted; read by rooms on other threads.
  private volatile @Nullable Player player;

  /// Of the session's callbacks alone.
  private int loginTries;

  /// Run at the end, in the reverse order. Guarded by itself.
  private final List<Runnable> atEnd = new ArrayList<>();

  private boolean ended;

  /// A connection that nobody has logged in on yet.
  public GameSession(PacketLink link) {
    super(link);
  }

  /// The player.
  ///
  /// @throws IllegalStateException before the login: handlers for packets that need a player are
  ///   declared for [Stage#PLAYING]
  public final Player player() {
    Player seen = player;
    if (seen == null) {
      throw new IllegalStateException("nobody has logged in yet");
    }
    return seen;
  }

  /// Counts a try to log in. For the session's callbacks.
  ///
  /// @return how many there were, this one included
  public final int countLoginTry() {
    return ++loginTries;
  }

  /// Makes this the session of a player, whom others find from now on. Called once: by the login,
  /// or from `onConnected` in a game that has no login.
  public final void play(Player loggedIn) {
    identify(loggedIn);
    play();
  }

  /// Makes this the session of a player, whom nobody finds until [#play()].
  final void identify(Player loggedIn) {
    player = loggedIn;
  }

  /// Lets the player play: others find it from now on.
  final void play() {
    enter(Stage.PLAYING);
    session().markAuthenticated();
  }

  /// Has something done when the session ends; at once when it has ended already. Any thread.
  public final void atEnd(Runnable task) {
    synchronized (atEnd) {
      if (!ended) {
        atEnd.add(task);
        return;
      }
    }
    task.run();
  }

  /// No longer does what [#atEnd] was given. Any thread.
  public final void forgetAtEnd(Runnable task) {
    synchronized (atEnd) {
      atEnd.remove(task);
    }
  }

  /// Tells the peer that a request failed. The session goes on.
  ///
  /// @param code a [FailureCode], or a value of the game's own enum, from 100 on
  /// @param request what failed
  /// @param requestId the number that the peer has given to the request
  /// @param message one line for a developer; nothing that the peer wrote
  /// @throws IllegalArgumentException when `request` is no packet
  public final void fail(ProtocolMessageEnum code, Message request, int requestId, String message) {
    sendFailure(failure(code, request, requestId, message).build());
  }

  /// Tells the peer that a request failed, and ends the session.
  ///
  /// @param request what failed
  /// @param requestId the number that the peer has given to the request
  /// @param message one line for a developer; nothing that the peer wrote
  /// @throws IllegalArgumentException when `request` is no packet
  public final void refuse(
      ProtocolMessageEnum code,
      CloseReason reason,
      Message request,
      int requestId,
      String message) {
    sendFailure(failure(code, request, requestId, message).setClosing(true).build());
    closeAfterFlush(reason, message);
  }

  /// Tells the peer why the session ends, and ends it. Used when no request of the peer is the
  /// cause.
  ///
  /// @param message one line for a developer; nothing that the peer wrote
  public final void refuse(ProtocolMessageEnum code, CloseReason reason, String message) {
    sendFailure(failure(code, message).setClosing(true).build());
    closeAfterFlush(reason, message);
  }

  /// Sends a failure: of a request, of the login, of a broken rule, or a warning. Any thread.
  protected void sendFailure(Failure failure) {
    send(failure);
  }

  /// Sends a notice to the player, such as that the server shuts down. Any thread.
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

  /// Runs what [#atEnd] was given. A subclass that overrides this calls it.
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

  /// One task that throws keeps none of the others from running: among them is what saves the
  /// player and frees its name. What the first threw is thrown in the end.
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
