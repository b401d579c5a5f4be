package dev.wharf.server.config;

import dev.wharf.engine.AdmissionLimits;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.SessionOptions;
import dev.wharf.protocol.PacketSettings;
import dev.wharf.protocol.ParseLimits;
import dev.wharf.protocol.RateLimit;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The whole configuration, checked: what a file can say, code can say too ([#with]).
///
/// @param development whether limits are lifted for a swarm on this machine
/// @param port the completion port
/// @param server where to listen, who may come in, and each session's bounds
/// @param packets each session's bounds that have to do with packets
/// @param login who may log in
/// @param chat the bounds of chat
/// @param heartbeat how often clients are asked to give a sign of life
/// @param shutdownGrace how long sessions may take to end
/// @param admin whether there is an admin port, and where
/// @param log what is logged, and how
/// @param effective the values in force and where they come from; secrets masked
/// @param warnings a line for each thing that is allowed and hardly meant: values that do not fit
///   each other, variables whose names are nearly keys
public record ServerConfig(
    boolean development,
    PortOptions port,
    ServerOptions server,
    PacketSettings packets,
    Login login,
    Chat chat,
    Duration heartbeat,
    Duration shutdownGrace,
    Admin admin,
    Log log,
    List<EffectiveSetting> effective,
    List<String> warnings) {

  /// What a login request is, at most, beside its token: header, tags, lengths, id, name.
  static final int LOGIN_BYTES_WITHOUT_TOKEN = 256;

  /// What a chat packet is, at most, beside its text: header, tags, lengths, numbers, two names.
  private static final int CHAT_BYTES_WITHOUT_TEXT = 256;

  private static final int MOST_BYTES_OF_CHARACTER = 4;

  /// Copies the lists.
  public ServerConfig {
    effective = List.copyOf(effective);
    warnings = List.copyOf(warnings);
  }

  /// Which authenticator checks tokens.
  public enum AuthenticatorKind {
    /// Lets anybody in. Only for development: refuses to listen on anything but loopback.
    DEVELOPMENT,
    /// Tokens that were signed with a shared secret.
    HMAC
  }

  /// The least that is logged.
  public enum LogLevel {
    /// What stops the server from doing its work.
    ERROR,
    /// What somebody should look at.
    WARN,
    /// Beginnings, ends, and peers that misbehave.
    INFO,
    /// Every connection.
    DEBUG,
    /// Everything.
    TRACE
  }

  /// How log lines look.
  public enum LogFormat {
    /// For people.
    TEXT,
    /// A JSON object a line, for machines.
    JSON
  }

  /// Who may log in.
  ///
  /// @param authenticator which one checks tokens
  /// @param hmacSecret the key of the hmac one
  /// @param hmacTokenLife how long a token is good that `--mint-token` makes
  /// @param maxInFlight logins that may be checked at the same time
  /// @param checkTimeout the authenticator's time for one token
  /// @param maxTries logins that one connection may try
  /// @param maxTokenBytes the longest token, in bytes of UTF-8
  public record Login(
      AuthenticatorKind authenticator,
      String hmacSecret,
      Duration hmacTokenLife,
      int maxInFlight,
      Duration checkTimeout,
      int maxTries,
      int maxTokenBytes) {
    /// Without the secret.
    @Override
    public String toString() {
      return "Login[authenticator=" + authenticator + ", maxTries=" + maxTries + "]";
    }
  }

  /// The bounds of chat.
  ///
  /// @param maxRooms rooms in all
  /// @param maxMembers members of one room
  /// @param maxRoomsPerPlayer rooms that one player is in
  /// @param maxRoomsMadePerPlayer rooms that one player has made and that are still there
  /// @param roomQueue jobs that may wait for one room
  /// @param maxText characters of one text
  /// @param texts texts of one player in a window; 0 for no limit
  /// @param textsWindow the window
  /// @param tick how often a room tells its members who came and went
  public record Chat(
      int maxRooms,
      int maxMembers,
      int maxRoomsPerPlayer,
      int maxRoomsMadePerPlayer,
      int roomQueue,
      int maxText,
      int texts,
      Duration textsWindow,
      Duration tick) {}

  /// The admin port.
  ///
  /// @param enabled whether there is one
  /// @param bind the address and port to listen on; port 0 takes a free one
  /// @param token what to show to change anything; empty when nobody may
  public record Admin(boolean enabled, InetSocketAddress bind, String token) {
    /// Without the token.
    @Override
    public String toString() {
      return "Admin[enabled=" + enabled + ", bind=" + bind + "]";
    }
  }

  /// What is logged, and how.
  ///
  /// @param level the least that is logged
  /// @param format how lines look
  /// @param bufferBytes the most bytes of lines that wait to be written
  public record Log(LogLevel level, LogFormat format, int bufferBytes) {}

  /// The defaults.
  public static ServerConfig defaults() {
    return with(Map.of());
  }

  /// The defaults, but for the given values by key. The environment is not looked at.
  ///
  /// @throws ConfigProblems when a key is unknown or a value is out of its range
  public static ServerConfig with(Map<String, String> values) {
    return ConfigLoader.load(null, Map.of(), values);
  }

  /// The most characters of a chat text that surely fit a frame.
  static int longestText(int maxFrameBytes) {
    return (maxFrameBytes - CHAT_BYTES_WITHOUT_TEXT) / MOST_BYTES_OF_CHARACTER;
  }

  static ServerConfig of(Values from, List<String> warnings) {
    return new ServerConfig(
        from.get(Settings.DEVELOPMENT),
        port(from),
        server(from),
        packets(from),
        login(from),
        chat(from),
        from.get(Settings.HEARTBEAT),
        from.get(Settings.SHUTDOWN_GRACE),
        admin(from),
        new Log(
            from.get(Settings.LOG_LEVEL),
            from.get(Settings.LOG_FORMAT),
            Math.toIntExact(from.get(Settings.LOG_BUFFER))),
        from.effective(),
        warnings);
  }

  private static PortOptions port(Values from) {
    int workers = from.get(Settings.PORT_WORKERS);
    return new PortOptions(
        workers == 0 ? Math.min(256, Runtime.getRuntime().availableProcessors()) : workers,
        from.get(Settings.PORT_SHAPE),
        from.get(Settings.PORT_PROVIDER),
        "wharf",
        from.get(Settings.PORT_BUFFER_MEMORY),
        from.get(Settings.PORT_STALL));
  }

  private static ServerOptions server(Values from) {
    int maxSessions = from.get(Settings.MAX_SESSIONS);
    int maxUnauthenticated = Math.min(from.get(Settings.MAX_UNAUTHENTICATED), maxSessions);
    return new ServerOptions(
        address(Settings.LISTEN_ADDRESS, from, from.get(Settings.LISTEN_PORT)),
        from.get(Settings.LISTEN_BACKLOG),
        session(from),
        new AdmissionLimits(
            maxSessions,
            maxUnauthenticated,
            Math.min(from.get(Settings.MAX_UNAUTHENTICATED_PER_NETWORK), maxUnauthenticated),
            Math.min(from.get(Settings.MAX_PER_ADDRESS), maxSessions),
            from.get(Settings.NEW_PER_SECOND),
            from.get(Settings.EXEMPT_LOOPBACK)));
  }

  private static SessionOptions session(Values from) {
    int largest = from.get(Settings.MAX_FRAME);
    return SessionOptions.defaults()
        .withReceiveBytes(Math.min(from.get(Settings.RECEIVE_INITIAL), largest), largest)
        .withSendQueue(
            SendQueueLimits.of(
                from.get(Settings.QUEUE_PACKETS), Math.toIntExact(from.get(Settings.QUEUE_BYTES))))
        .withUnsentBytes(Math.toIntExact(from.get(Settings.UNSENT_BYTES)))
        .withLoginTimeout(from.get(Settings.LOGIN_TIMEOUT))
        .withFrameTimeout(from.get(Settings.FRAME_TIMEOUT))
        .withWriteTimeout(from.get(Settings.WRITE_TIMEOUT))
        .withIdleTimeout(from.get(Settings.IDLE_TIMEOUT))
        .withClosingTimeout(from.get(Settings.CLOSING_TIMEOUT));
  }

  private static PacketSettings packets(Values from) {
    int frame = from.get(Settings.MAX_FRAME);
    return new PacketSettings(
        frame,
        from.get(Settings.MAX_SENT_FRAME),
        new ParseLimits(from.get(Settings.PARSE_DEPTH), from.get(Settings.PARSE_ELEMENTS)),
        rate(from));
  }

  private static RateLimit rate(Values from) {
    int packets = from.get(Settings.RATE_PACKETS);
    int bytes = Math.toIntExact(from.get(Settings.RATE_BYTES));
    return new RateLimit(
        packets,
        packets == 0 ? 0 : from.get(Settings.RATE_PACKET_BURST),
        bytes,
        bytes == 0 ? 0 : Math.toIntExact(from.get(Settings.RATE_BYTE_BURST)));
  }

  private static Login login(Values from) {
    return new Login(
        from.get(Settings.AUTHENTICATOR),
        from.get(Settings.HMAC_SECRET),
        from.get(Settings.HMAC_TOKEN_LIFE),
        from.get(Settings.LOGINS_IN_FLIGHT),
        from.get(Settings.LOGIN_CHECK_TIMEOUT),
        from.get(Settings.LOGIN_TRIES),
        from.get(Settings.MAX_TOKEN));
  }

  private static Chat chat(Values from) {
    return new Chat(
        from.get(Settings.MAX_ROOMS),
        from.get(Settings.MAX_MEMBERS),
        from.get(Settings.ROOMS_PER_PLAYER),
        from.get(Settings.ROOMS_MADE_PER_PLAYER),
        from.get(Settings.ROOM_QUEUE),
        from.get(Settings.MAX_TEXT),
        from.get(Settings.TEXTS),
        from.get(Settings.TEXTS_WINDOW),
        from.get(Settings.ROOM_TICK));
  }

  private static Admin admin(Values from) {
    return new Admin(
        from.get(Settings.ADMIN),
        address(Settings.ADMIN_ADDRESS, from, from.get(Settings.ADMIN_PORT)),
        from.get(Settings.ADMIN_TOKEN));
  }

  private static InetSocketAddress address(Setting<String> host, Values from, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(from.get(host)), port);
    } catch (UnknownHostException e) {
      throw new ConfigProblems(List.of(host.key() + ": no such address is known"));
    }
  }
}
