package dev.wharf.swarm.hostile;

import com.google.protobuf.ByteString;
import dev.wharf.protocol.system.Acknowledge;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.Logout;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// The kinds of hostile clients that misuse resumable sessions. Each method creates one kind. They
/// resume only sessions of their own, because a client with a good token of another player is that
/// player.
final class ResumeKinds {
  private static final int TOKEN_BYTES = 32;

  /// The part of a token that names the server process.
  private static final int PROCESS_BYTES = 8;

  /// The interval between the requests of a client that never acknowledges. At this interval, the
  /// client keeps to the default limit of bytes a second.
  private static final int PAUSE_TICKS = 3;

  private static final int PAYLOAD_BYTES = 3000;
  private static final int FIRST_PACKETS = 30;

  /// A quarter more packets than a server with default settings keeps: each takes 4 KiB.
  private static final int MOST_PACKETS = 160;

  private static final int STORM_ROUNDS = 10;

  private final Frames frames;
  private final HostileRequests requests;

  ResumeKinds(Frames frames, HostileRequests requests) {
    this.frames = frames;
    this.requests = requests;
  }

  List<HostileKind> all() {
    return List.of(theft(), replay(), storm(), lies(), neverAcknowledges());
  }

  /// Creates a kind that guesses tokens: random ones, those of another process, and its own one
  /// with changed bits or of another length. One variant uses its own token in the middle of a
  /// session.
  private static HostileKind theft() {
    int variants = 5;
    Consumer<HostileConnection> steal =
        connection -> connection.resume(guess(connection, connection.variant(variants)), 0);
    return new HostileKind(
            "resume-theft",
            "resumes with tokens that are not good: made up, changed, or too short",
            ServerDeadlines::loginBound,
            FailureCode.RESUME_REFUSED,
            FailureCode.WRONG_STATE)
        .onConnected(
            connection -> {
              if (connection.variant(variants) == 0) {
                steal.accept(connection);
              } else {
                connection.loginResumable();
              }
            })
        .onLoggedIn(
            connection -> {
              if (connection.variant(variants) == variants - 1) {
                steal.accept(connection);
              } else {
                connection.reconnect(true);
              }
            })
        .onReconnected(steal)
        .onFailure((connection, code) -> steal.accept(connection))
        .onResumed(HostileConnection::wasLetIn);
  }

  private static ByteString guess(HostileConnection connection, int variant) {
    byte[] random = new byte[TOKEN_BYTES];
    connection.random().nextBytes(random);
    ByteString own = ownToken(connection);
    return switch (variant) {
      case 0 -> ByteString.copyFrom(random);
      case 1 -> start(own, PROCESS_BYTES).concat(ByteString.copyFrom(random, 0, 24));
      case 2 -> withOneBitChanged(own, connection.random().nextInt(TOKEN_BYTES));
      case 3 -> start(own, connection.random().nextInt(TOKEN_BYTES));
      default -> own;
    };
  }

  /// Returns the first token of the session; empty when the server has issued none.
  private static ByteString ownToken(HostileConnection connection) {
    List<ByteString> tokens = connection.resumeTokens();
    return tokens.isEmpty() ? ByteString.EMPTY : tokens.getFirst();
  }

  private static ByteString start(ByteString token, int bytes) {
    return token.substring(0, Math.min(bytes, token.size()));
  }

  private static ByteString withOneBitChanged(ByteString token, int place) {
    byte[] changed = token.toByteArray();
    if (place < changed.length) {
      changed[place] ^= 1;
    }
    return ByteString.copyFrom(changed);
  }

  /// Creates a kind that resumes its session twice with the same token. Between the two, it sends a
  /// request, so that the server knows that the client has the new token. A heartbeat does not
  /// tell.
  private HostileKind replay() {
    return new HostileKind(
            "resume-replay",
            "resumes with a token that was used before",
            ServerDeadlines::loginBound,
            FailureCode.RESUME_REFUSED)
        .onConnected(HostileConnection::loginResumable)
        .onLoggedIn(connection -> connection.reconnect(connection.variant(2) == 0))
        .onReconnected(ResumeKinds::resumeWithFirstToken)
        .onResumed(
            connection -> {
              if (connection.reconnects() == 1) {
                connection.send(requests.echo(1));
                connection.heartbeat(); // its reply comes behind that of the request
              } else {
                connection.wasLetIn();
              }
            })
        .onPacket(
            (connection, id) -> {
              if (frames.isHeartbeatReply(id) && connection.reconnects() == 1) {
                connection.reconnect(connection.variant(2) == 0);
              }
            })
        .onFailure((connection, code) -> resumeWithFirstToken(connection));
  }

  private static void resumeWithFirstToken(HostileConnection connection) {
    connection.resume(ownToken(connection), connection.handled());
  }

  /// Creates a kind that resumes its session again and again, as fast as it can. In one variant,
  /// the old connection is still open when the session is resumed. The newest resume wins, so the
  /// server must accept each of them.
  private static HostileKind storm() {
    return new HostileKind(
            "resume-storm", "resumes its session again and again", ServerDeadlines::loginBound)
        .leavingByItself()
        .pausing(Duration.ofMillis(60))
        .onConnected(HostileConnection::loginResumable)
        .onLoggedIn(connection -> connection.reconnect(connection.variant(2) == 0))
        .onReconnected(
            connection ->
                connection.resume(
                    connection.resumeTokens().isEmpty()
                        ? ByteString.EMPTY
                        : connection.resumeTokens().getLast(),
                    connection.handled()))
        .onResumed(
            connection -> {
              if (connection.reconnects() < STORM_ROUNDS) {
                connection.reconnect(connection.variant(2) == 0);
              } else {
                connection.send(Logout.getDefaultInstance());
                connection.leave();
              }
            })
        .onFailure((connection, code) -> connection.wasRefused());
  }

  /// Creates a kind whose numbers of handled packets are wrong: too high, huge, or lower than
  /// before; in an acknowledgement, or in a request to resume.
  private HostileKind lies() {
    long[] tooHigh = {1_000, Long.MAX_VALUE, -1};
    int variants = 2 * tooHigh.length + 3;
    int lower = variants - 3;
    int lowerInResume = variants - 2;
    int notResumable = variants - 1;
    Consumer<HostileConnection> resume =
        connection -> {
          int variant = connection.variant(variants);
          connection.resume(
              ownToken(connection),
              variant == lowerInResume ? 0 : tooHigh[variant % tooHigh.length]);
        };
    return new HostileKind(
            "resume-lies",
            "acknowledges packets that were never sent, or fewer than before",
            ServerDeadlines::loginBound,
            FailureCode.BAD_ACKNOWLEDGEMENT,
            FailureCode.RESUME_REFUSED)
        .onConnected(
            connection -> {
              if (connection.variant(variants) == notResumable) {
                connection.login();
              } else {
                connection.loginResumable();
              }
            })
        .onLoggedIn(
            connection -> {
              int variant = connection.variant(variants);
              if (variant == notResumable) {
                acknowledge(connection, 0);
              } else if (variant >= lower) {
                connection.send(requests.echo(1));
                connection.heartbeat(); // its reply comes behind that of the echo
              } else if (variant < tooHigh.length) {
                acknowledge(connection, tooHigh[variant]);
              } else {
                connection.reconnect(true);
              }
            })
        .onPacket(
            (connection, id) -> {
              int variant = connection.variant(variants);
              if (frames.isHeartbeatReply(id) && variant == lower) {
                acknowledge(connection, connection.handled());
                acknowledge(connection, 0);
              } else if (frames.isHeartbeatReply(id) && variant == lowerInResume) {
                acknowledgeAndThenReconnect(connection);
              }
            })
        .onReconnected(resume)
        .onFailure((connection, code) -> resume.accept(connection))
        .onResumed(HostileConnection::wasLetIn);
  }

  /// Acknowledges one reply at the first call. At the second call, the server has handled the
  /// acknowledgement, because it has answered a later request.
  private void acknowledgeAndThenReconnect(HostileConnection connection) {
    if (connection.handled() > 1) {
      connection.reconnect(true);
    } else {
      acknowledge(connection, connection.handled());
      connection.send(requests.echo(1));
      connection.heartbeat();
    }
  }

  private static void acknowledge(HostileConnection connection, long handled) {
    connection.send(Acknowledge.newBuilder().setHandled(handled).build());
  }

  /// Creates a kind that reads all replies, and acknowledges none. Then it loses its connection.
  /// The server must have given the session up, because it would have to keep too much.
  private HostileKind neverAcknowledges() {
    byte[] echo = frames.of(requests.echo(PAYLOAD_BYTES));
    return new HostileKind(
            "never-acks",
            "acknowledges nothing, and then resumes",
            ServerDeadlines::idleBound,
            FailureCode.RESUME_REFUSED)
        .onConnected(HostileConnection::loginResumable)
        .onLoggedIn(connection -> connection.send(Frames.times(FIRST_PACKETS, echo)))
        .onTick(
            connection -> {
              if (!connection.isLoggedIn() || connection.reconnects() > 0) {
                return;
              }
              if (connection.handled() >= MOST_PACKETS) {
                connection.reconnect(true);
              } else if (connection.tick() % PAUSE_TICKS == 0 && connection.isFlushed()) {
                connection.send(echo);
              }
            })
        .onReconnected(ResumeKinds::resumeWithFirstToken)
        .onFailure((connection, code) -> resumeWithFirstToken(connection))
        .onResumed(HostileConnection::wasLetIn);
  }
}
