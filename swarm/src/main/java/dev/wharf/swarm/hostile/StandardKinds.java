package dev.wharf.swarm.hostile;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import dev.wharf.protocol.catalog.PacketDirection;
import dev.wharf.protocol.system.FailureCode;
import dev.wharf.protocol.system.LoginRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The swarm's own kinds of hostile clients. Each method creates one kind. [ResumeKinds],
/// [TransportKinds] and [WebSocketKinds] have further ones.
final class StandardKinds {
  private static final byte[] NO_BODY = {};

  private final Frames frames;
  private final HostileRequests requests;

  StandardKinds(Frames frames, HostileRequests requests) {
    this.frames = frames;
    this.requests = requests;
  }

  List<HostileKind> all() {
    return Stream.of(
            ofPackets(),
            new ResumeKinds(frames, requests).all(),
            new TransportKinds(frames, requests).all(),
            new WebSocketKinds(frames, requests).all())
        .flatMap(List::stream)
        .toList();
  }

  private List<HostileKind> ofPackets() {
    return List.of(
        halfPacket(),
        trickle(),
        neverReads(),
        sizeLies(),
        garbage(),
        outOfTurn(),
        flood(),
        loginSpam(),
        noLogin(),
        new HostileKind("silent", "logs in, then sends nothing", ServerDeadlines::idleBound),
        leaving(
            "connect-and-drop", "connects, then closes the connection", HostileConnection::leave),
        leaving("reset-storm", "connects, then resets the connection", HostileConnection::reset),
        halfClose(),
        protobufBomb(),
        replayedToken());
  }

  /// Creates a kind that sends a part of a frame: before the login in one variant, otherwise after
  /// it.
  private HostileKind halfPacket() {
    byte[] frame = echo(1000);
    int[] parts = {3, 1, frames.header().headerBytes(), frame.length - 1};
    Consumer<HostileConnection> sendPart =
        connection ->
            connection.send(Arrays.copyOf(frame, parts[connection.variant(parts.length)]));
    return new HostileKind(
            "half-packet", "sends a part of a frame, then nothing", ServerDeadlines::frameBound)
        .onConnected(
            connection -> either(connection.variant(parts.length) == 0, connection, sendPart))
        .onLoggedIn(sendPart);
  }

  /// Creates a kind that sends a frame so slowly that the frame would take minutes. The frame is
  /// the login, or an echo after the login.
  private HostileKind trickle() {
    byte[] echo = echo(4000);
    ByteString token = ByteString.copyFromUtf8("t".repeat(1000));
    byte[] login = frames.of(LoginRequest.newBuilder().setCredential(token).build());
    int ticks = 5;
    return new HostileKind(
            "trickle", "sends a frame one byte at a time", ServerDeadlines::frameBound)
        .onConnected(connection -> either(connection.variant(2) == 1, connection, one -> {}))
        .onTick(
            connection -> {
              boolean logsIn = connection.variant(2) == 0;
              if (connection.tick() % ticks == 0 && connection.isLoggedIn() == logsIn) {
                int at = connection.tick() / ticks - 1;
                connection.send(Arrays.copyOfRange(logsIn ? echo : login, at, at + 1));
              }
            });
  }

  /// Creates a kind that sends requests and does not read the replies. One variant keeps to the
  /// rate limits. This variant uses requests with long replies, because the replies must first fill
  /// the socket buffers (some megabytes on loopback) before they wait in the server. The other
  /// variant sends as fast as it can.
  private HostileKind neverReads() {
    byte[] echo = echo(3000);
    byte[] costly = frames.of(requests.costly());
    int burst = 80; // the largest burst within the default rate limit
    return new HostileKind(
            "never-reads",
            "sends requests, and does not read the replies",
            ServerDeadlines::writeBound)
        .receiveBufferBytes(4096)
        .onLoggedIn(
            connection -> {
              connection.stopReading();
              requests.beforeCostly(connection.name()).forEach(connection::send);
              connection.send(Frames.times(burst, echo));
            })
        .onTick(
            connection -> {
              if (!connection.isLoggedIn() || !connection.isFlushed()) {
                return;
              }
              if (connection.variant(2) == 1) {
                connection.send(Frames.times(20, echo));
                return;
              }
              connection.send(costly);
              if (connection.tick() % 3 == 0) {
                connection.send(echo);
              }
            });
  }

  /// Creates a kind that sends a header with a wrong size, or without the body. One half of the
  /// variants sends it before the login, the other half after it.
  private HostileKind sizeLies() {
    int[] sizes = {0, 1, 3, 4097, 0x8000, 0xFFFF, 4096}; // the last is the largest allowed size
    int id = frames.idOf(requests.echo(0));
    Consumer<HostileConnection> lie =
        connection -> connection.send(frames.header(sizes[connection.variant(sizes.length)], id));
    return new HostileKind(
            "size-lies",
            "announces frames that are too small, too large, or never sent",
            ServerDeadlines::frameBound,
            FailureCode.MALFORMED_FRAME,
            FailureCode.FRAME_TOO_LARGE)
        .onConnected(
            connection ->
                either(connection.variant(2 * sizes.length) >= sizes.length, connection, lie))
        .onLoggedIn(lie);
  }

  /// Creates a kind that sends malformed bodies and unknown packets. The last two variants send
  /// random bytes: after the login, and instead of it.
  private HostileKind garbage() {
    Message request = requests.rejected();
    List<byte[]> bad =
        Stream.concat(
                MalformedBodies.garbage(number(request), text(request))
                    .map(body -> frames.of(frames.idOf(request), body.toBytes())),
                Stream.of(
                    frames.of(0, NO_BODY),
                    frames.of(99, new byte[] {1, 2, 3}),
                    frames.of(0xFFFF, NO_BODY)))
            .toList();
    int variants = bad.size() + 2;
    return new HostileKind(
            "garbage",
            "sends malformed bodies, unknown packets, or random bytes",
            ServerDeadlines::frameBound,
            FailureCode.MALFORMED_BODY,
            FailureCode.UNKNOWN_PACKET,
            FailureCode.MALFORMED_FRAME,
            FailureCode.FRAME_TOO_LARGE,
            FailureCode.WRONG_DIRECTION,
            FailureCode.WRONG_STATE)
        .onConnected(
            connection ->
                either(connection.variant(variants) == variants - 1, connection, one -> {}))
        .onLoggedIn(
            connection -> {
              if (connection.variant(variants) < bad.size()) {
                connection.send(bad.get(connection.variant(variants)));
              }
            })
        .onTick(
            connection -> {
              int variant = connection.variant(variants);
              if (variant >= bad.size() && connection.isLoggedIn() == variant < variants - 1) {
                byte[] noise = new byte[64];
                connection.random().nextBytes(noise);
                connection.send(noise);
              }
            });
  }

  /// Creates a kind that sends the server's own packets after the login, one in each variant. One
  /// more variant logs in again, and the last one sends an echo before the login.
  private HostileKind outOfTurn() {
    List<byte[]> ofTheServer =
        frames.catalog().kinds().stream()
            .filter(kind -> kind.direction() == PacketDirection.SERVER_TO_CLIENT)
            .map(kind -> frames.of(kind.id(), NO_BODY))
            .toList();
    byte[] echo = echo(1);
    int variants = ofTheServer.size() + 2;
    return new HostileKind(
            "out-of-turn",
            "sends the server's own packets, and packets in the wrong state",
            ServerDeadlines::immediateBound,
            FailureCode.WRONG_DIRECTION,
            FailureCode.WRONG_STATE)
        .onConnected(
            connection ->
                either(
                    connection.variant(variants) == variants - 1,
                    connection,
                    one -> one.send(echo)))
        .onLoggedIn(
            connection -> {
              int variant = connection.variant(variants);
              if (variant < ofTheServer.size()) {
                connection.send(ofTheServer.get(variant));
              } else {
                connection.login();
              }
            });
  }

  /// Creates a kind that sends small packets, large packets, or packets that the server rejects.
  /// The last variant sends the packets before the login. Each variant sends up to 5,000 packets or
  /// 3 MB a second, as fast as the server takes them.
  private HostileKind flood() {
    byte[] heartbeats = Frames.times(100, frames.heartbeat());
    List<byte[]> batches =
        List.of(
            heartbeats,
            Frames.times(20, echo(3000)),
            Frames.times(100, frames.of(requests.rejected())),
            heartbeats);
    int last = batches.size() - 1;
    return new HostileKind(
            "flood",
            "sends as fast as it can",
            ServerDeadlines::immediateBound,
            FailureCode.RATE_LIMITED)
        .onConnected(
            connection -> either(connection.variant(batches.size()) == last, connection, one -> {}))
        .onTick(
            connection -> {
              int variant = connection.variant(batches.size());
              if (connection.isLoggedIn() == variant < last && connection.isFlushed()) {
                connection.send(batches.get(variant));
              }
            });
  }

  /// Creates a kind that sends invalid logins, or a valid login twice. A server that needs no token
  /// accepts some of the invalid logins.
  private HostileKind loginSpam() {
    int variants = 5;
    int twice = 3;
    String tooLong = "t".repeat(1025);
    String marks = "\u0344".repeat(900) + "\u0327".repeat(900); // the slowest to normalize
    Consumer<HostileConnection> tryToLogIn =
        connection -> {
          switch (connection.variant(variants)) {
            case 0 -> connection.login("!", "");
            case 1 -> connection.login(connection.name(), tooLong);
            case 2 ->
                connection.login(
                    connection.name(), Long.toHexString(connection.random().nextLong()));
            case 4 -> connection.login(marks, "");
            default -> connection.login();
          }
        };
    return new HostileKind(
            "login-spam",
            "sends logins with invalid names and tokens, again and again",
            ServerDeadlines::loginBound,
            FailureCode.LOGIN_REFUSED,
            FailureCode.WRONG_STATE)
        .onConnected(
            connection -> {
              tryToLogIn.accept(connection);
              if (connection.variant(variants) == twice) {
                tryToLogIn.accept(connection);
              }
            })
        .onLoggedIn(tryToLogIn)
        .onFailure((connection, code) -> tryToLogIn.accept(connection));
  }

  /// Creates a kind that never logs in: it sends nothing, an invalid name and heartbeats, or only
  /// heartbeats.
  private static HostileKind noLogin() {
    return new HostileKind("no-login", "connects, and never logs in", ServerDeadlines::loginBound)
        .onConnected(
            connection -> {
              if (connection.variant(3) == 1) {
                connection.login("!", "");
              }
            })
        .onTick(
            connection -> {
              if (connection.variant(3) != 0 && connection.tick() % 25 == 0) {
                connection.heartbeat();
              }
            });
  }

  /// Creates a kind that leaves in one of five moments: at once, after sending its login, in the
  /// middle of a frame, with pending replies, or after the login.
  ///
  /// @param leave closes or resets the connection
  private HostileKind leaving(String name, String description, Consumer<HostileConnection> leave) {
    int variants = 5;
    byte[] echo = echo(3000);
    return new HostileKind(name, description, ServerDeadlines::loginBound)
        .leavingByItself()
        .pausing(Duration.ofMillis(60))
        .onConnected(
            connection -> {
              int variant = connection.variant(variants);
              if (variant != 0) {
                connection.login();
              }
              if (variant <= 1) {
                leave.accept(connection);
              }
            })
        .onLoggedIn(
            connection -> {
              if (connection.variant(variants) == 2) {
                connection.send(Arrays.copyOf(echo, echo.length / 2));
              } else if (connection.variant(variants) == 3) {
                connection.stopReading();
                connection.send(Frames.times(20, echo));
              }
              leave.accept(connection);
            });
  }

  /// Creates a kind that closes its sending half before the login, in the middle of a frame, or
  /// after a request.
  private HostileKind halfClose() {
    byte[] echo = echo(1000);
    return new HostileKind(
            "half-close",
            "closes its sending half, and stays connected",
            ServerDeadlines::immediateBound)
        .onConnected(
            connection ->
                either(connection.variant(3) == 0, connection, HostileConnection::shutdownOutput))
        .onLoggedIn(
            connection -> {
              connection.send(echo);
              if (connection.variant(3) == 1) {
                connection.send(Arrays.copyOf(echo, 5));
              }
              connection.shutdownOutput();
            });
  }

  /// Creates a kind that sends bodies that use the protobuf format to excess. The server may accept
  /// the valid bodies, and must end the session at a malformed body. The client leaves after a
  /// second, and keeps to the default rate limits.
  private HostileKind protobufBomb() {
    Message request = requests.rejected();
    List<byte[]> bombs =
        MalformedBodies.bombs(number(request), text(request))
            .map(body -> frames.of(frames.idOf(request), body.toBytes()))
            .toList();
    return new HostileKind(
            "protobuf-bomb",
            "sends deeply nested, very long, incomplete or malformed bodies",
            ServerDeadlines::loginBound,
            FailureCode.MALFORMED_BODY)
        .repeatEvery(
            10, 50, connection -> connection.send(bombs.get(connection.variant(bombs.size()))));
  }

  /// Creates a kind that uses the token of another player: with another name, with a later expiry,
  /// without a signature, and with the name in capitals. It does not use the token unchanged,
  /// because then it is that player for the server, and takes over (`login.second`).
  private static HostileKind replayedToken() {
    Consumer<HostileConnection> replay =
        connection -> {
          StolenToken stolen = connection.stolenToken();
          switch (connection.variant(4)) {
            case 0 -> connection.login(connection.name(), stolen.token());
            case 1 -> connection.login(stolen.name(), stolen.withLaterEnd());
            case 2 -> connection.login(stolen.name(), stolen.withoutSignature());
            default -> connection.login(stolen.name().toUpperCase(Locale.ROOT), stolen.token());
          }
        };
    return new HostileKind(
            "replayed-token",
            "uses the token of another player",
            ServerDeadlines::loginBound,
            FailureCode.LOGIN_REFUSED)
        .needing(HostileNeed.STOLEN_TOKEN)
        .onConnected(replay)
        .onFailure((connection, code) -> replay.accept(connection))
        .onLoggedIn(HostileConnection::wasLetIn);
  }

  /// Runs the action when `isBefore` is true. Otherwise sends the login.
  private static void either(
      boolean isBefore, HostileConnection connection, Consumer<HostileConnection> action) {
    if (isBefore) {
      action.accept(connection);
    } else {
      connection.login();
    }
  }

  private byte[] echo(int bytes) {
    return frames.of(requests.echo(bytes));
  }

  private static int number(Message request) {
    return WireBytes.fieldOf(request, JavaType.INT);
  }

  private static int text(Message request) {
    return WireBytes.fieldOf(request, JavaType.STRING);
  }
}
