package dev.wharf.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.wharf.engine.SendResult;
import dev.wharf.engine.SessionOptions;
import dev.wharf.protocol.PacketCatalog;
import dev.wharf.protocol.PacketLink;
import dev.wharf.protocol.PacketRouter;
import dev.wharf.protocol.PacketSession;
import dev.wharf.protocol.SystemPackets;
import dev.wharf.protocol.system.Failure;
import dev.wharf.protocol.system.HeartbeatReply;
import dev.wharf.protocol.system.HeartbeatRequest;
import dev.wharf.protocol.system.LoginReply;
import dev.wharf.protocol.system.LoginRequest;
import dev.wharf.protocol.system.ServerNotice;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One connection to a game server, which logs itself in as soon as it stands.
///
/// ```java
/// PacketRouter<Bot> router =
///     GameClient.<Bot>routes(CATALOG)
///         .on(ChatMessage.class, (bot, message) -> bot.answer(message))
///         .ignoreTheRest()
///         .build();
/// ClientService.open(port, GameClient.sessionOptions())
///     .connect(address, PacketProtocol.of(router).sessions(link -> new Bot(link, "Ann", "")));
/// ```
///
/// The `on...` methods run on the session's worker, one at a time, and must not block. [#tell] and
/// [#keepAlive] may be called from any thread.
public abstract class GameClient extends PacketSession {
  private static final int LOGIN_REQUEST_ID = 1;

  /// The lowest frame limit. A smaller value from the server is raised to it, because every server
  /// supports it.
  private static final int MIN_FRAME_BYTES = 512;

  private static final Set<ClientStage> ALL = EnumSet.allOf(ClientStage.class);

  private final String name;
  private final String token;

  /// Set once by the login's handler, read by anyone.
  private volatile @Nullable LoginReply login;

  /// When something was last sent, by `System.nanoTime()`; read by whoever keeps clients alive. A
  /// race of two senders costs a heartbeat at the most.
  private volatile long sentAt = System.nanoTime();

  /// @param name to log in with
  /// @param token what the server's authenticator asks for; may be empty
  protected GameClient(PacketLink link, String name, String token) {
    super(link);
    this.name = name;
    this.token = token;
  }

  /// Another try: with the name and the token of the one before.
  protected GameClient(PacketLink link, GameClient before) {
    this(link, before.name, before.token);
  }

  /// Begins a router that knows login, failures, notices and heartbeats; add handlers for the rest.
  ///
  /// @param catalog the game's packets, the system packets among them
  public static <C extends GameClient> PacketRouter.Builder<C> routes(PacketCatalog catalog) {
    return PacketRouter.<C>forClient(catalog)
        .initialState(ClientStage.LOGGING_IN)
        .defaultStates(ClientStage.PLAYING)
        .on(LoginReply.class, ClientStage.LOGGING_IN, (client, reply) -> client.accept(reply))
        .on(Failure.class, ALL, (client, failure) -> client.onFailure(failure))
        .on(ServerNotice.class, ALL, (client, notice) -> client.onNotice(notice))
        .on(HeartbeatReply.class, ALL, (client, reply) -> client.onHeartbeat(reply));
  }

  /// What suits a client: asks no login of the server, and leaves it to the server to end idle
  /// connections. The receive buffer grows with what the server says at the login.
  public static SessionOptions sessionOptions() {
    return SessionOptions.defaults()
        .withLoginTimeout(Duration.ZERO)
        .withIdleTimeout(Duration.ZERO)
        .withReceiveBytes(512, SystemPackets.MAX_FRAME_BYTES);
  }

  /// Sends a packet, and remembers that something was sent.
  public final SendResult tell(Message packet) {
    sentAt = System.nanoTime();
    return send(packet);
  }

  /// The same as `tell(packet.build())`.
  public final SendResult tell(Message.Builder packet) {
    return tell(packet.build());
  }

  /// Sends a heartbeat when nothing else was sent for as long as the server allows. To be called
  /// every second or so.
  ///
  /// @param now by `System.nanoTime()`
  public final void keepAlive(long now) {
    LoginReply seen = login;
    if (seen != null && seen.getHeartbeatSeconds() > 0) {
      Duration pause = Duration.ofSeconds(seen.getHeartbeatSeconds());
      if (now - sentAt >= pause.toNanos()) {
        tell(HeartbeatRequest.newBuilder().setClientTime(now));
      }
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

  /// Sends the login. Whoever overrides this calls it.
  @Override
  protected void onConnected() {
    tell(
        LoginRequest.newBuilder()
            .setRequestId(LOGIN_REQUEST_ID)
            .setName(name)
            .setCredential(ByteString.copyFromUtf8(token)));
  }

  /// The login was accepted.
  protected void onLoggedIn(LoginReply reply) {}

  /// A request was refused, or the server is about to end the connection.
  protected void onFailure(Failure failure) {}

  /// The server has something to say to all players.
  protected void onNotice(ServerNotice notice) {}

  /// The answer to a heartbeat.
  protected void onHeartbeat(HeartbeatReply reply) {}

  final void accept(LoginReply reply) {
    login = reply;
    limitFrames(frameBytes(reply.getMaxSentFrameBytes()), frameBytes(reply.getMaxFrameBytes()));
    enter(ClientStage.PLAYING);
    onLoggedIn(reply);
  }

  /// Converts a frame limit of the login reply: 0 means the default, and other values are clamped.
  private int frameBytes(int told) {
    int most = catalog().header().maxFrameBytes();
    return told == 0 ? SystemPackets.MAX_FRAME_BYTES : Math.clamp(told, MIN_FRAME_BYTES, most);
  }
}
