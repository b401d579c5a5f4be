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

/// The kinds of hostile clients that come with the swarm: one method each.
final class StandardKinds {
  private static final byte[] NO_BODY = {};

  private final Frames frames;
  private final HostileRequests requests;

  StandardKinds(Frames frames, HostileRequests requests) {
    this.frames = frames;
    this.requests = requests;
  }

  List<HostileKind> all() {
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
        new HostileKind("silent", "logs in, then gives no sign of life", ServerDeadlines::toSpeak),
        leaving("connect-and-drop", "connects, and closes again", Attempt::leave),
        leaving("reset-storm", "connects, and resets the connection", Attempt::reset),
        halfClose(),
        protobufBomb(),
        replayedToken());
  }

  /// Sends a part of a frame, in one variant before the login.
  private HostileKind halfPacket() {
    byte[] frame = echo(1000);
    int[] parts = {3, 1, frames.header().headerBytes(), frame.length - 1};
    Consumer<Attempt> sendPart =
        attempt -> attempt.send(Arrays.copyOf(frame, parts[attempt.variant(parts.length)]));
    return new HostileKind(
            "half-packet", "begins a frame, then falls silent", ServerDeadlines::toEndAFrame)
        .onConnected(attempt -> either(attempt.variant(parts.length) == 0, attempt, sendPart))
        .onLoggedIn(sendPart);
  }

  /// Sends a byte so seldom that a frame would take minutes: its login, or an echo after the login.
  private HostileKind trickle() {
    byte[] echo = echo(4000);
    ByteString token = ByteString.copyFromUtf8("t".repeat(1000));
    byte[] login = frames.of(LoginRequest.newBuilder().setCredential(token).build());
    int turns = 5;
    return new HostileKind(
            "trickle", "sends a frame a byte at a time", ServerDeadlines::toEndAFrame)
        .onConnected(attempt -> either(attempt.variant(2) == 1, attempt, one -> {}))
        .onTurn(
            attempt -> {
              boolean logsIn = attempt.variant(2) == 0;
              if (attempt.turn() % turns == 0 && attempt.isLoggedIn() == logsIn) {
                int at = attempt.turn() / turns - 1;
                attempt.send(Arrays.copyOfRange(logsIn ? echo : login, at, at + 1));
              }
            });
  }

  /// Asks for as much as an honest client may, or for as much as it can, and reads none of it. The
  /// first variant takes long: the replies fill the system's buffers, some megabytes on loopback,
  /// before they wait in the server. So it sends requests whose replies are longer.
  private HostileKind neverReads() {
    byte[] echo = echo(3000);
    byte[] costly = frames.of(requests.costly());
    int atOnce = 80; // the most that a server with default settings takes at once
    return new HostileKind(
            "never-reads", "asks for much, and reads nothing", ServerDeadlines::toRead)
        .receiveBufferBytes(4096)
        .onLoggedIn(
            attempt -> {
              attempt.deafen();
              requests.beforeCostly(attempt.name()).forEach(attempt::send);
              attempt.send(Frames.times(atOnce, echo));
            })
        .onTurn(
            attempt -> {
              if (!attempt.isLoggedIn() || !attempt.isFlushed()) {
                return;
              }
              if (attempt.variant(2) == 1) {
                attempt.send(Frames.times(20, echo));
                return;
              }
              attempt.send(costly);
              if (attempt.turn() % 3 == 0) {
                attempt.send(echo);
              }
            });
  }

  private HostileKind sizeLies() {
    int[] sizes = {0, 1, 3, 4097, 0x8000, 0xFFFF, 4096}; // the last is the largest allowed
    int id = frames.idOf(requests.echo(0));
    Consumer<Attempt> lie =
        attempt -> attempt.send(frames.claiming(sizes[attempt.variant(sizes.length)], id));
    return new HostileKind(
            "size-lies",
            "announces frames of no size, of too large a one, or that never come",
            ServerDeadlines::toEndAFrame,
            FailureCode.MALFORMED_FRAME,
            FailureCode.FRAME_TOO_LARGE)
        .onConnected(
            attempt -> either(attempt.variant(2 * sizes.length) >= sizes.length, attempt, lie))
        .onLoggedIn(lie);
  }

  /// Sends malformed bodies and unknown packets; in the last two variants random bytes, after the
  /// login and instead of it.
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
            "sends what is no message, no packet, or nothing but noise",
            ServerDeadlines::toEndAFrame,
            FailureCode.MALFORMED_BODY,
            FailureCode.UNKNOWN_PACKET,
            FailureCode.MALFORMED_FRAME,
            FailureCode.FRAME_TOO_LARGE,
            FailureCode.WRONG_DIRECTION,
            FailureCode.WRONG_STATE)
        .onConnected(
            attempt -> either(attempt.variant(variants) == variants - 1, attempt, one -> {}))
        .onLoggedIn(
            attempt -> {
              if (attempt.variant(variants) < bad.size()) {
                attempt.send(bad.get(attempt.variant(variants)));
              }
            })
        .onTurn(
            attempt -> {
              int variant = attempt.variant(variants);
              if (variant >= bad.size() && attempt.isLoggedIn() == variant < variants - 1) {
                byte[] noise = new byte[64];
                attempt.random().nextBytes(noise);
                attempt.send(noise);
              }
            });
  }

  /// After the login, sends each of the server's packets, and the login again; in the last variant,
  /// an echo before the login.
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
            "sends the server's own packets, and others when they must not come",
            ServerDeadlines::toNotice,
            FailureCode.WRONG_DIRECTION,
            FailureCode.WRONG_STATE)
        .onConnected(
            attempt ->
                either(attempt.variant(variants) == variants - 1, attempt, one -> one.send(echo)))
        .onLoggedIn(
            attempt -> {
              int variant = attempt.variant(variants);
              if (variant < ofTheServer.size()) {
                attempt.send(ofTheServer.get(variant));
              } else {
                attempt.login();
              }
            });
  }

  /// Sends small packets, large ones, and packets with a refusal each; in the last variant before
  /// the login. Up to 5,000 packets or 3 MB a second, as fast as the server takes them.
  private HostileKind flood() {
    byte[] beats = Frames.times(100, frames.heartbeat());
    List<byte[]> batches =
        List.of(
            beats,
            Frames.times(20, echo(3000)),
            Frames.times(100, frames.of(requests.rejected())),
            beats);
    int last = batches.size() - 1;
    return new HostileKind(
            "flood", "sends as fast as it can", ServerDeadlines::toNotice, FailureCode.RATE_LIMITED)
        .onConnected(attempt -> either(attempt.variant(batches.size()) == last, attempt, one -> {}))
        .onTurn(
            attempt -> {
              int variant = attempt.variant(batches.size());
              if (attempt.isLoggedIn() == variant < last && attempt.isFlushed()) {
                attempt.send(batches.get(variant));
              }
            });
  }

  /// A server that asks for no token accepts some of its logins.
  private HostileKind loginSpam() {
    int variants = 6;
    int twice = 4;
    String tooLong = "t".repeat(1025);
    String marks = "\u0344".repeat(900) + "\u0327".repeat(900); // the slowest to normalize
    Consumer<Attempt> tryToLogIn =
        attempt -> {
          switch (attempt.variant(variants)) {
            case 0 -> attempt.login("!", "");
            case 1 -> attempt.login(attempt.name(), tooLong);
            case 2 -> attempt.login(attempt.honestName(), "");
            case 3 -> attempt.login(attempt.name(), Long.toHexString(attempt.random().nextLong()));
            case 5 -> attempt.login(marks, "");
            default -> attempt.login();
          }
        };
    return new HostileKind(
            "login-spam",
            "logs in again and again, with names and tokens that it cannot have",
            ServerDeadlines::toLogIn,
            FailureCode.LOGIN_REFUSED,
            FailureCode.NAME_TAKEN,
            FailureCode.WRONG_STATE)
        .onConnected(
            attempt -> {
              tryToLogIn.accept(attempt);
              if (attempt.variant(variants) == twice) {
                tryToLogIn.accept(attempt);
              }
            })
        .onLoggedIn(tryToLogIn)
        .onFailure((attempt, code) -> tryToLogIn.accept(attempt));
  }

  /// Stays before the login: silent, after a name that it cannot have, or with heartbeats.
  private static HostileKind noLogin() {
    return new HostileKind("no-login", "connects, and never logs in", ServerDeadlines::toLogIn)
        .onConnected(
            attempt -> {
              if (attempt.variant(3) == 1) {
                attempt.login("!", "");
              }
            })
        .onTurn(
            attempt -> {
              if (attempt.variant(3) != 0 && attempt.turn() % 25 == 0) {
                attempt.beat();
              }
            });
  }

  /// Leaves at once, while its login is on its way, in the middle of a frame, with replies that are
  /// still to come, or when it is logged in.
  private HostileKind leaving(String name, String deed, Consumer<Attempt> leave) {
    int variants = 5;
    byte[] echo = echo(3000);
    return new HostileKind(name, deed, ServerDeadlines::toLogIn)
        .leavingByItself()
        .pausing(Duration.ofMillis(60))
        .onConnected(
            attempt -> {
              int variant = attempt.variant(variants);
              if (variant != 0) {
                attempt.login();
              }
              if (variant <= 1) {
                leave.accept(attempt);
              }
            })
        .onLoggedIn(
            attempt -> {
              if (attempt.variant(variants) == 2) {
                attempt.send(Arrays.copyOf(echo, echo.length / 2));
              } else if (attempt.variant(variants) == 3) {
                attempt.deafen();
                attempt.send(Frames.times(20, echo));
              }
              leave.accept(attempt);
            });
  }

  /// Closes its half before the login, in the middle of a frame, or after it.
  private HostileKind halfClose() {
    byte[] echo = echo(1000);
    return new HostileKind(
            "half-close", "closes its own half, and stays", ServerDeadlines::toNotice)
        .onConnected(attempt -> either(attempt.variant(3) == 0, attempt, Attempt::finish))
        .onLoggedIn(
            attempt -> {
              attempt.send(echo);
              if (attempt.variant(3) == 1) {
                attempt.send(Arrays.copyOf(echo, 5));
              }
              attempt.finish();
            });
  }

  /// The server may accept the bodies that protobuf allows; it ends the session at the others. The
  /// client leaves after a second, and keeps below the default limits on packets and bytes.
  private HostileKind protobufBomb() {
    Message request = requests.rejected();
    List<byte[]> bombs =
        MalformedBodies.bombs(number(request), text(request))
            .map(body -> frames.of(frames.idOf(request), body.toBytes()))
            .toList();
    return new HostileKind(
            "protobuf-bomb",
            "sends bodies that are deep, wide, cut off, or wrong in themselves",
            ServerDeadlines::toLogIn,
            FailureCode.MALFORMED_BODY)
        .visiting(10, 50, attempt -> attempt.send(bombs.get(attempt.variant(bombs.size()))));
  }

  /// Uses a token for another name, with a later end, without a signature, with the name in
  /// capitals, and as it is while its owner is online.
  private static HostileKind replayedToken() {
    Consumer<Attempt> replay =
        attempt -> {
          StolenToken stolen = attempt.stolenToken();
          switch (attempt.variant(5)) {
            case 0 -> attempt.login(attempt.name(), stolen.token());
            case 1 -> attempt.login(stolen.name(), stolen.withLaterEnd());
            case 2 -> attempt.login(stolen.name(), stolen.withoutSignature());
            case 3 -> attempt.login(stolen.name().toUpperCase(Locale.ROOT), stolen.token());
            default -> attempt.login(stolen.name(), stolen.token());
          }
        };
    return new HostileKind(
            "replayed-token",
            "uses a token that is somebody else's",
            ServerDeadlines::toLogIn,
            FailureCode.LOGIN_REFUSED,
            FailureCode.NAME_TAKEN)
        .needingStolenToken()
        .onConnected(replay)
        .onFailure((attempt, code) -> replay.accept(attempt))
        .onLoggedIn(Attempt::wasLetIn);
  }

  /// Does something before the login, or logs in.
  private static void either(boolean isBefore, Attempt attempt, Consumer<Attempt> action) {
    if (isBefore) {
      action.accept(attempt);
    } else {
      attempt.login();
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
