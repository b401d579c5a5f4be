package dev.wharf.server.config;

import static dev.wharf.server.config.Setting.bytes;
import static dev.wharf.server.config.Setting.choice;
import static dev.wharf.server.config.Setting.duration;
import static dev.wharf.server.config.Setting.flag;
import static dev.wharf.server.config.Setting.integer;
import static dev.wharf.server.config.Setting.secret;
import static dev.wharf.server.config.Setting.text;

import dev.wharf.engine.PortOptions;
import java.time.Duration;
import java.util.List;

/// Every key that there is. What is not here is unknown, and stops the start. The defaults stand in
/// `reference.conf`; `docs/configuration.md` has it all for readers. A test keeps the three
/// together.
public final class Settings {
  private static final Duration MOMENT = Duration.ofMillis(100);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration YEAR = Duration.ofDays(365);

  static final Setting<Boolean> DEVELOPMENT =
      flag(
          "development",
          "lifts the limits by address, on logins at one time, on packets and bytes a second, and"
              + " on chat texts, for a swarm on the same machine; listens on loopback only");

  static final Setting<String> LISTEN_ADDRESS =
      text("listen.address", 1, 255, "the address to listen on; 0.0.0.0 or :: for all");
  static final Setting<Integer> LISTEN_PORT =
      integer("listen.port", 0, 65_535, "the TCP port; 0 takes a free one");
  static final Setting<Integer> LISTEN_BACKLOG =
      integer("listen.backlog", 1, 65_535, "connections that may wait to be accepted");

  static final Setting<Integer> PORT_WORKERS =
      integer("port.workers", 0, 256, "worker threads; 0 for one for each processor");
  static final Setting<PortOptions.Shape> PORT_SHAPE =
      choice(
          "port.shape",
          PortOptions.Shape.class,
          "how workers share the work (docs/concurrency.md)");
  static final Setting<PortOptions.Provider> PORT_PROVIDER =
      choice(
          "port.provider",
          PortOptions.Provider.class,
          "whose completion port is used; auto takes the best that the machine allows");
  static final Setting<Long> PORT_BUFFER_MEMORY =
      bytes(
          "port.buffer-memory",
          1L << 20,
          1L << 40,
          "direct memory for all buffers; above seven eighths of it, the sessions that hold most"
              + " are ended");
  static final Setting<Duration> PORT_STALL =
      duration(
          "port.stall-threshold",
          Duration.ofMillis(10),
          HOUR,
          "a handler that keeps a worker so long is reported");

  static final Setting<Integer> MAX_FRAME =
      integer(
          "session.max-frame-bytes", 512, 65_535, "the largest frame received, header included");
  static final Setting<Integer> MAX_SENT_FRAME =
      integer(
          "session.max-sent-frame-bytes",
          4096,
          65_535,
          "the largest frame sent, header included; clients learn both at the login");
  static final Setting<Integer> RECEIVE_INITIAL =
      integer(
          "session.receive-initial-bytes",
          64,
          65_535,
          "a session's receive buffer at first, in bytes; grows to max-frame-bytes, and is never"
              + " larger");
  static final Setting<Integer> QUEUE_PACKETS =
      integer(
          "session.send-queue-packets",
          2,
          1 << 20,
          "packets that may wait to be sent; from half of it on the reader counts as slow");
  static final Setting<Long> QUEUE_BYTES =
      bytes(
          "session.send-queue-bytes",
          64 << 10,
          1 << 30,
          "memory of what may wait to be sent, whole buffers (256 bytes, 512 and so on); from half"
              + " of it on the reader counts as slow");
  static final Setting<Long> UNSENT_BYTES =
      bytes(
          "session.unsent-bytes",
          0,
          16 << 20,
          "about how much the system's socket takes that it has not sent yet; the rest waits where"
              + " the latest replaces the older; 0 leaves it to the system");
  static final Setting<Duration> LOGIN_TIMEOUT =
      duration("session.login-timeout", MOMENT, HOUR, "to log in, from the connect on");
  static final Setting<Duration> FRAME_TIMEOUT =
      duration(
          "session.frame-timeout",
          MOMENT,
          HOUR,
          "to complete a frame that was begun, however its bytes trickle in");
  static final Setting<Duration> WRITE_TIMEOUT =
      duration(
          "session.write-timeout",
          MOMENT,
          HOUR,
          "to take some of what is being sent; else the reader is too slow");
  static final Setting<Duration> IDLE_TIMEOUT =
      duration(
          "session.idle-timeout", SECOND, HOUR, "a session that sends nothing for so long ends");
  static final Setting<Duration> HEARTBEAT =
      duration(
          "session.heartbeat",
          SECOND,
          HOUR,
          "how often clients are asked, at login, to give a sign of life; less than idle-timeout");
  static final Setting<Duration> CLOSING_TIMEOUT =
      duration("session.closing-timeout", MOMENT, HOUR, "to deliver what is queued at the end");

  static final Setting<Integer> MAX_SESSIONS =
      integer("admission.max-sessions", 1, 1_000_000, "sessions in all");
  static final Setting<Integer> MAX_UNAUTHENTICATED =
      integer(
          "admission.max-unauthenticated",
          1,
          1_000_000,
          "of them not yet logged in, an eighth of these for networks that hold none; never more"
              + " than max-sessions");
  static final Setting<Integer> MAX_UNAUTHENTICATED_PER_NETWORK =
      integer(
          "admission.max-unauthenticated-per-network",
          1,
          1_000_000,
          "of those not yet logged in, of one network (IPv4: a /24, IPv6: a /48); never more than"
              + " max-unauthenticated");
  static final Setting<Integer> MAX_PER_ADDRESS =
      integer(
          "admission.max-per-address",
          1,
          1_000_000,
          "sessions of one address (IPv6: one /64); never more than max-sessions");
  static final Setting<Integer> NEW_PER_SECOND =
      integer(
          "admission.new-per-second-per-address",
          1,
          1_000_000,
          "new sessions a second of one address, and as many at once");
  static final Setting<Boolean> EXEMPT_LOOPBACK =
      flag("admission.exempt-loopback", "spares this machine the limits by address and network");

  static final Setting<Integer> RATE_PACKETS =
      integer("rate.packets-per-second", 0, 1_000_000, "packets of one session; 0 for no limit");
  static final Setting<Integer> RATE_PACKET_BURST =
      integer("rate.packet-burst", 1, 1_000_000, "packets of one session at once");
  static final Setting<Long> RATE_BYTES =
      bytes("rate.bytes-per-second", 0, 1_000_000_000, "bytes of one session; 0 for no limit");
  static final Setting<Long> RATE_BYTE_BURST =
      bytes(
          "rate.byte-burst",
          1,
          1_000_000_000,
          "bytes of one session at once; at least session.max-frame-bytes");

  static final Setting<Integer> PARSE_DEPTH =
      integer("parse.max-depth", 1, 100, "how deeply messages may nest in a packet");
  static final Setting<Integer> PARSE_ELEMENTS =
      integer("parse.max-elements", 0, 1_000_000, "nested and repeated elements in a packet");

  static final Setting<ServerConfig.AuthenticatorKind> AUTHENTICATOR =
      choice(
          "login.authenticator",
          ServerConfig.AuthenticatorKind.class,
          "who checks tokens; development lets anybody in, and listens on loopback only");
  static final Setting<String> HMAC_SECRET =
      secret(
          "login.hmac.secret",
          1024,
          "the key that tokens of the hmac authenticator are signed with; at least 32 bytes");
  static final Setting<Duration> HMAC_TOKEN_LIFE =
      duration("login.hmac.token-life", SECOND, YEAR, "how long a token of --mint-token is good");
  static final Setting<Integer> LOGINS_IN_FLIGHT =
      integer("login.max-in-flight", 1, 100_000, "logins whose tokens are checked at one time");
  static final Setting<Duration> LOGIN_CHECK_TIMEOUT =
      duration("login.check-timeout", MOMENT, HOUR, "the authenticator's time for one token");
  static final Setting<Integer> LOGIN_TRIES =
      integer("login.max-tries", 1, 100, "logins that one connection may try");
  static final Setting<Integer> MAX_TOKEN =
      integer("login.max-token-bytes", 0, 32_768, "the longest token, in bytes of UTF-8");

  static final Setting<Integer> MAX_ROOMS = integer("chat.max-rooms", 1, 1_000_000, "rooms in all");
  static final Setting<Integer> MAX_MEMBERS =
      integer("chat.max-members", 1, 100_000, "members of one room");
  static final Setting<Integer> ROOMS_PER_PLAYER =
      integer("chat.max-rooms-per-player", 1, 1_000, "rooms that one player is in");
  static final Setting<Integer> ROOMS_MADE_PER_PLAYER =
      integer(
          "chat.max-rooms-made-per-player",
          1,
          1_000,
          "rooms that one player has made and that are still there");
  static final Setting<Integer> ROOM_QUEUE =
      integer("chat.room-queue", 2, 1_000_000, "jobs that may wait for one room");
  static final Setting<Integer> MAX_TEXT =
      integer("chat.max-text", 1, 4_000, "characters of one text");
  static final Setting<Integer> TEXTS =
      integer("chat.texts", 0, 100_000, "texts of one player in a window; 0 for no limit");
  static final Setting<Duration> TEXTS_WINDOW =
      duration("chat.texts-window", MOMENT, HOUR, "the window that texts are counted in");
  static final Setting<Duration> ROOM_TICK =
      duration(
          "chat.tick",
          Duration.ofMillis(20),
          Duration.ofSeconds(10),
          "how often a room tells its members who came and went");

  static final Setting<Duration> SHUTDOWN_GRACE =
      duration("shutdown.grace", MOMENT, HOUR, "to let sessions end before they are closed");

  static final Setting<Boolean> ADMIN =
      flag("admin.enabled", "opens the admin port: metrics, health, the live page");
  static final Setting<String> ADMIN_ADDRESS =
      text(
          "admin.address",
          1,
          255,
          "the address that the admin port listens on; any but loopback needs admin.token");
  static final Setting<Integer> ADMIN_PORT =
      integer("admin.port", 0, 65_535, "the admin port's TCP port; 0 takes a free one");
  static final Setting<String> ADMIN_TOKEN =
      secret(
          "admin.token",
          256,
          "what an operator shows to send players away and to drain; at least 16 letters, digits or"
              + " signs, no blanks");

  static final Setting<ServerConfig.LogLevel> LOG_LEVEL =
      choice("log.level", ServerConfig.LogLevel.class, "the least that is logged");
  static final Setting<ServerConfig.LogFormat> LOG_FORMAT =
      choice(
          "log.format", ServerConfig.LogFormat.class, "text for people, or a JSON object a line");
  static final Setting<Long> LOG_BUFFER =
      bytes(
          "log.buffer",
          16 << 10,
          1 << 30,
          "log lines that wait for a slow terminal or pipe; what finds no room is dropped and"
              + " counted");

  /// All of them, in the order in which they are shown.
  public static final List<Setting<?>> ALL =
      List.of(
          DEVELOPMENT,
          LISTEN_ADDRESS,
          LISTEN_PORT,
          LISTEN_BACKLOG,
          PORT_WORKERS,
          PORT_SHAPE,
          PORT_PROVIDER,
          PORT_BUFFER_MEMORY,
          PORT_STALL,
          MAX_FRAME,
          MAX_SENT_FRAME,
          RECEIVE_INITIAL,
          QUEUE_PACKETS,
          QUEUE_BYTES,
          UNSENT_BYTES,
          LOGIN_TIMEOUT,
          FRAME_TIMEOUT,
          WRITE_TIMEOUT,
          IDLE_TIMEOUT,
          HEARTBEAT,
          CLOSING_TIMEOUT,
          MAX_SESSIONS,
          MAX_UNAUTHENTICATED,
          MAX_UNAUTHENTICATED_PER_NETWORK,
          MAX_PER_ADDRESS,
          NEW_PER_SECOND,
          EXEMPT_LOOPBACK,
          RATE_PACKETS,
          RATE_PACKET_BURST,
          RATE_BYTES,
          RATE_BYTE_BURST,
          PARSE_DEPTH,
          PARSE_ELEMENTS,
          AUTHENTICATOR,
          HMAC_SECRET,
          HMAC_TOKEN_LIFE,
          LOGINS_IN_FLIGHT,
          LOGIN_CHECK_TIMEOUT,
          LOGIN_TRIES,
          MAX_TOKEN,
          MAX_ROOMS,
          MAX_MEMBERS,
          ROOMS_PER_PLAYER,
          ROOMS_MADE_PER_PLAYER,
          ROOM_QUEUE,
          MAX_TEXT,
          TEXTS,
          TEXTS_WINDOW,
          ROOM_TICK,
          SHUTDOWN_GRACE,
          ADMIN,
          ADMIN_ADDRESS,
          ADMIN_PORT,
          ADMIN_TOKEN,
          LOG_LEVEL,
          LOG_FORMAT,
          LOG_BUFFER);

  private Settings() {}
}
