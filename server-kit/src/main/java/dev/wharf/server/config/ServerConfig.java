package dev.wharf.server.config;

import dev.wharf.engine.AdmissionLimits;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.SessionOptions;
import dev.wharf.protocol.PacketSettings;
import dev.wharf.protocol.ParseLimits;
import dev.wharf.protocol.RateLimit;
import dev.wharf.server.jwt.LoginKeys;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The whole configuration, checked: what a file can say, code can say too ([#with]). The kit's own
/// groups of keys are the records in here; a game has groups of its own ([#of]). Immutable.
public final class ServerConfig {
  /// The kit's groups, in the order in which they are shown.
  static final List<Class<? extends Record>> GROUPS =
      List.of(
          General.class,
          Listen.class,
          Port.class,
          Session.class,
          Admission.class,
          Rate.class,
          Parse.class,
          Login.class,
          Jwt.class,
          Shutdown.class,
          Admin.class,
          Log.class);

  /// What a login request is, at most, beside its token: header, tags, lengths, id, name.
  private static final int LOGIN_BYTES_WITHOUT_TOKEN = 256;

  private final Map<Class<?>, Record> groups;
  private final List<EffectiveSetting> effective;
  private final List<String> warnings;
  private final PortOptions port;
  private final ServerOptions server;
  private final PacketSettings packets;

  /// Keys without a group.
  ///
  /// @param development whether limits are lifted for a swarm on this machine
  @Settings("")
  public record General(
      @Key(
              "lifts the limits by address, on logins at one time, on packets and bytes a second,"
                  + " and those that the game lifts, for a swarm on the same machine; listens on"
                  + " loopback only")
          @Default("false")
          boolean development) {}

  /// Where the server listens.
  @Settings("listen")
  public record Listen(
      @Key("the address to listen on; 0.0.0.0 or :: for all") @Default("127.0.0.1")
          InetAddress address,
      @Key("the TCP port; 0 takes a free one") @Default("7777") @Range("0..65535") int port,
      @Key("connections that may wait to be accepted") @Default("4096") @Range("1..65535")
          int backlog)
      implements Checked {
    @Override
    public void check(Checks checks) {
      checks.errorIf(
          checks.of(General.class).development() && !address.isLoopbackAddress(),
          "listen.address",
          "development mode (development = true, or --dev) lifts limits and listens on loopback"
              + " only: leave it off, or set listen.address = 127.0.0.1");
    }

    private InetSocketAddress bind() {
      return new InetSocketAddress(address, port);
    }
  }

  /// The completion port.
  @Settings("port")
  public record Port(
      @Key("worker threads; 0 for one for each processor") @Default("0") @Range("0..256")
          int workers,
      @Key("how workers share the work (docs/concurrency.md)") @Default("per-worker")
          PortOptions.Shape shape,
      @Key("whose completion port is used; auto takes the best that the machine allows")
          @Default("auto")
          PortOptions.Provider provider,
      @Key(
              "direct memory for all buffers; above seven eighths of it, the sessions that hold"
                  + " most are ended")
          @Default("256MiB")
          @Range("1MiB..1TiB")
          long bufferMemory,
      @Key("a handler that keeps a worker so long is reported") @Default("100ms") @Range("10ms..1h")
          Duration stallThreshold) {
    private PortOptions options(String name) {
      return new PortOptions(
          workers == 0 ? Math.min(256, Runtime.getRuntime().availableProcessors()) : workers,
          shape,
          provider,
          name,
          bufferMemory,
          stallThreshold);
    }
  }

  /// The bounds of each session.
  @Settings("session")
  public record Session(
      @Key("the largest frame received, header included") @Default("4096") @Range("512..65535")
          int maxFrameBytes,
      @Key("the largest frame sent, header included; clients learn both at the login")
          @Default("4096")
          @Range("4096..65535")
          int maxSentFrameBytes,
      @Key(
              "a session's receive buffer at first, in bytes; grows to max-frame-bytes, and is"
                  + " never larger")
          @Default("512")
          @Range("64..65535")
          int receiveInitialBytes,
      @Key("packets that may wait to be sent; from half of it on the reader counts as slow")
          @Default("256")
          @Range("2..1048576")
          int sendQueuePackets,
      @Key(
              "memory of what may wait to be sent, whole buffers (256 bytes, 512 and so on); from"
                  + " half of it on the reader counts as slow")
          @Default("256KiB")
          @Range("64KiB..1GiB")
          long sendQueueBytes,
      @Key(
              "about how much the system's socket takes that it has not sent yet; the rest waits"
                  + " where the latest replaces the older; 0 leaves it to the system")
          @Default("16KiB")
          @Range("0..16MiB")
          long unsentBytes,
      @Key("to log in, from the connect on") @Default("5s") Duration loginTimeout,
      @Key("to complete a frame that was begun, however its bytes trickle in") @Default("10s")
          Duration frameTimeout,
      @Key("to take some of what is being sent; else the reader is too slow") @Default("15s")
          Duration writeTimeout,
      @Key("a session that sends nothing for so long ends") @Default("30s") @Range("1s..1h")
          Duration idleTimeout,
      @Key("how often clients are asked, at login, to give a sign of life; less than idle-timeout")
          @Default("10s")
          @Range("1s..1h")
          Duration heartbeat,
      @Key("to deliver what is queued at the end") @Default("5s") Duration closingTimeout)
      implements Checked {
    @Override
    public void check(Checks checks) {
      checks.errorIf(
          heartbeat.compareTo(idleTimeout) >= 0,
          "session.heartbeat",
          "must be less than session.idle-timeout (" + idleTimeout.toMillis() + "ms)");
      checks.warnIf(
          heartbeat.multipliedBy(2).compareTo(idleTimeout) > 0,
          "session.heartbeat",
          "is more than half of session.idle-timeout: one heartbeat that is late ends the session");
      checks.warnIf(
          idleTimeout.compareTo(loginTimeout) < 0,
          "session.idle-timeout",
          "is less than session.login-timeout: a client that has not logged in is ended as idle");
      checks.warnIf(
          sendQueueBytes > checks.of(Port.class).bufferMemory(),
          "session.send-queue-bytes",
          "is more than port.buffer-memory: one slow reader may hold all of it");
    }

    private SessionOptions options() {
      return SessionOptions.defaults()
          .withReceiveBytes(Math.min(receiveInitialBytes, maxFrameBytes), maxFrameBytes)
          .withSendQueue(SendQueueLimits.of(sendQueuePackets, Math.toIntExact(sendQueueBytes)))
          .withUnsentBytes(Math.toIntExact(unsentBytes))
          .withLoginTimeout(loginTimeout)
          .withFrameTimeout(frameTimeout)
          .withWriteTimeout(writeTimeout)
          .withIdleTimeout(idleTimeout)
          .withClosingTimeout(closingTimeout);
    }
  }

  /// Who may connect.
  @Settings("admission")
  public record Admission(
      @Key("sessions in all") @Default("10000") @Range("1..1000000") int maxSessions,
      @Key(
              "of them not yet logged in, an eighth of these for networks that hold none; never"
                  + " more than max-sessions")
          @Default(value = "1000", inDevelopment = "1000000")
          @Range("1..1000000")
          int maxUnauthenticated,
      @Key(
              "of those not yet logged in, of one network (IPv4: a /24, IPv6: a /48); never more"
                  + " than max-unauthenticated")
          @Default("64")
          @Range("1..1000000")
          int maxUnauthenticatedPerNetwork,
      @Key("sessions of one address (IPv6: one /64); never more than max-sessions")
          @Default("16")
          @Range("1..1000000")
          int maxPerAddress,
      @Key("new sessions a second of one address, and as many at once")
          @Default("5")
          @Range("1..1000000")
          int newPerSecondPerAddress,
      @Key("spares this machine the limits by address and network")
          @Default(value = "false", inDevelopment = "true")
          boolean exemptLoopback)
      implements Checked {
    @Override
    public void check(Checks checks) {
      long receiving = (long) maxSessions * checks.of(Session.class).receiveInitialBytes();
      checks.warnIf(
          receiving > checks.of(Port.class).bufferMemory(),
          "port.buffer-memory",
          "is less than admission.max-sessions times session.receive-initial-bytes (%d): memory ends"
                  .formatted(receiving)
              + " before places do");
    }

    private AdmissionLimits limits() {
      int unauthenticated = Math.min(maxUnauthenticated, maxSessions);
      return new AdmissionLimits(
          maxSessions,
          unauthenticated,
          Math.min(maxUnauthenticatedPerNetwork, unauthenticated),
          Math.min(maxPerAddress, maxSessions),
          newPerSecondPerAddress,
          exemptLoopback);
    }
  }

  /// How much a session may send.
  @Settings("rate")
  public record Rate(
      @Key("packets of one session; 0 for no limit")
          @Default(value = "100", inDevelopment = "0")
          @Range("0..1000000")
          int packetsPerSecond,
      @Key("packets of one session at once") @Default("200") @Range("1..1000000") int packetBurst,
      @Key("bytes of one session; 0 for no limit")
          @Default(value = "64KiB", inDevelopment = "0")
          @Range("0..1000000000")
          long bytesPerSecond,
      @Key("bytes of one session at once; at least session.max-frame-bytes")
          @Default("128KiB")
          @Range("1..1000000000")
          long byteBurst)
      implements Checked {
    @Override
    public void check(Checks checks) {
      checks.warnIf(
          packetBurst < packetsPerSecond,
          "rate.packet-burst",
          "is less than rate.packets-per-second: a second's worth that comes at once is too much");
      checks.warnIf(
          byteBurst < bytesPerSecond,
          "rate.byte-burst",
          "is less than rate.bytes-per-second: a second's worth that comes at once is too much");
      checks.warnUnusedIf(
          packetsPerSecond == 0, "rate.packets-per-second = 0", "rate.packet-burst");
      checks.warnUnusedIf(bytesPerSecond == 0, "rate.bytes-per-second = 0", "rate.byte-burst");
      int frame = checks.of(Session.class).maxFrameBytes();
      checks.errorIf(
          bytesPerSecond > 0 && byteBurst < frame,
          "rate.byte-burst",
          "must be at least session.max-frame-bytes (" + frame + ")");
    }

    private RateLimit limit() {
      int bytes = Math.toIntExact(bytesPerSecond);
      return new RateLimit(
          packetsPerSecond,
          packetsPerSecond == 0 ? 0 : packetBurst,
          bytes,
          bytes == 0 ? 0 : Math.toIntExact(byteBurst));
    }
  }

  /// How large a message may be once it is parsed.
  @Settings("parse")
  public record Parse(
      @Key("how deeply messages may nest in a packet") @Default("16") @Range("1..100") int maxDepth,
      @Key("nested and repeated elements in a packet") @Default("1024") @Range("0..1000000")
          int maxElements) {}

  /// Who may log in.
  @Settings("login")
  public record Login(
      @Key("who checks credentials; development lets anybody in, and listens on loopback only")
          @Default("development")
          @Range("1..64")
          String authenticator,
      @Key("logins whose credentials are checked at one time")
          @Default(value = "256", inDevelopment = "100000")
          @Range("1..100000")
          int maxInFlight,
      @Key("the authenticator's time for one credential") @Default("4s") Duration checkTimeout,
      @Key("logins that one connection may try") @Default("3") @Range("1..100") int maxTries,
      @Key("the longest credential, in bytes") @Default("1024") @Range("0..32768")
          int maxTokenBytes,
      @Key("the game's time to save a player who leaves; the name stays taken meanwhile")
          @Default("5s")
          Duration saveTimeout,
      @Key("players being saved; while there are as many, nobody is let in")
          @Default("1000")
          @Range("1..1000000")
          int maxSaves)
      implements Checked {
    /// Without this, the login deadline closes the connection without a word while a slow
    /// authenticator works.
    @Override
    public void check(Checks checks) {
      Session session = checks.of(Session.class);
      checks.errorIf(
          checkTimeout.compareTo(session.loginTimeout()) >= 0,
          "login.check-timeout",
          "must be less than session.login-timeout (" + session.loginTimeout().toMillis() + "ms)");
      checks.errorIf(
          maxTokenBytes > session.maxFrameBytes() - LOGIN_BYTES_WITHOUT_TOKEN,
          "login.max-token-bytes",
          "must be at least %d less than session.max-frame-bytes (%d)"
              .formatted(LOGIN_BYTES_WITHOUT_TOKEN, session.maxFrameBytes()));
    }
  }

  /// The tokens of the `jwt` authenticator.
  @Settings("login.jwt")
  public record Jwt(
      @Key(value = "the keys that tokens are signed with: a JSON Web Key Set", secret = true)
          @Default("")
          @Range("0..65536")
          String keys,
      @Key("who issues tokens: their claim iss") @Default("login") @Range("1..255") String issuer,
      @Key("what tokens are for: their claim aud") @Default("game") @Range("1..255")
          String audience,
      @Key("the longest time from a token's issue to its end") @Default("1h") @Range("5m..8760h")
          Duration maxLife)
      implements Checked {
    @Override
    public void check(Checks checks) {
      String authenticator = checks.of(Login.class).authenticator();
      boolean isUsed = authenticator.equals("jwt");
      String problem = LoginKeys.problemOf(keys);
      checks.errorIf(isUsed && problem != null, "login.jwt.keys", String.valueOf(problem));
      checks.warnUnusedIf(
          !isUsed,
          "login.authenticator = " + authenticator,
          "login.jwt.keys",
          "login.jwt.issuer",
          "login.jwt.audience",
          "login.jwt.max-life");
    }

    /// Without the keys.
    @Override
    public String toString() {
      return "Jwt[issuer=" + issuer + ", audience=" + audience + ", maxLife=" + maxLife + "]";
    }
  }

  /// How the server ends.
  @Settings("shutdown")
  public record Shutdown(
      @Key("to let sessions end, and the game save players, before all is closed") @Default("10s")
          Duration grace,
      @Key("the least time for saves, and for what the game closes, when the grace is used up")
          @Default("2s")
          Duration reserve)
      implements Checked {
    @Override
    public void check(Checks checks) {
      checks.warnIf(
          grace.compareTo(checks.of(Session.class).closingTimeout()) < 0,
          "shutdown.grace",
          "is less than session.closing-timeout: a drain cuts that short");
    }
  }

  /// The admin port.
  @Settings("admin")
  public record Admin(
      @Key("opens the admin port: metrics, health, the live page") @Default("false")
          boolean enabled,
      @Key("the address that the admin port listens on; any but loopback needs admin.token")
          @Default("127.0.0.1")
          InetAddress address,
      @Key("the admin port's TCP port; 0 takes a free one") @Default("7780") @Range("0..65535")
          int port,
      @Key(
              value =
                  "what an operator shows to send players away and to drain; at least 16 letters,"
                      + " digits or signs, no blanks",
              secret = true)
          @Default("")
          @Range("0..256")
          String token)
      implements Checked {
    private static final int LEAST_TOKEN = 16;

    @Override
    public void check(Checks checks) {
      checks.errorIf(
          enabled && !address.isLoopbackAddress() && token.isEmpty(),
          "admin.address",
          "can be reached from other machines: set admin.token, or admin.address = 127.0.0.1");
      boolean isShort = !token.isEmpty() && token.length() < LEAST_TOKEN;
      checks.errorIf(
          isShort,
          "admin.token",
          "needs at least " + LEAST_TOKEN + " characters, this one has " + token.length());
      checks.errorIf(
          !isShort && token.chars().anyMatch(c -> c <= ' ' || c > '~'),
          "admin.token",
          "may have letters, digits and signs of ASCII alone, and no blanks");
      checks.warnUnusedIf(
          !enabled, "admin.enabled = false", "admin.address", "admin.port", "admin.token");
      checks.errorIf(
          enabled && port > 0 && overlap(bind(), checks.of(Listen.class).bind()),
          "admin.port",
          "is listen.port as well, on the same address");
    }

    private static boolean overlap(InetSocketAddress one, InetSocketAddress other) {
      return one.getPort() == other.getPort()
          && (one.equals(other)
              || Stream.of(one, other).anyMatch(a -> a.getAddress().isAnyLocalAddress()));
    }

    /// The address and port to listen on.
    public InetSocketAddress bind() {
      return new InetSocketAddress(address, port);
    }

    /// Without the token.
    @Override
    public String toString() {
      return "Admin[enabled=" + enabled + ", address=" + address + ", port=" + port + "]";
    }
  }

  /// What is logged, and how.
  @Settings("log")
  public record Log(
      @Key("the least that is logged") @Default("info") LogLevel level,
      @Key("text for people, or a JSON object a line") @Default("text") LogFormat format,
      @Key(
              "log lines that wait for a slow terminal or pipe; what finds no room is dropped and"
                  + " counted")
          @Default("1MiB")
          @Range("16KiB..1GiB")
          long buffer) {}

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

  ServerConfig(
      String name,
      Map<Class<?>, Record> groups,
      List<EffectiveSetting> effective,
      List<String> warnings) {
    this.groups = groups;
    this.effective = List.copyOf(effective);
    this.warnings = List.copyOf(warnings);
    Session session = of(Session.class);
    Parse parse = of(Parse.class);
    this.port = of(Port.class).options(name);
    this.server =
        new ServerOptions(
            of(Listen.class).bind(),
            of(Listen.class).backlog(),
            session.options(),
            of(Admission.class).limits());
    this.packets =
        new PacketSettings(
            session.maxFrameBytes(),
            session.maxSentFrameBytes(),
            new ParseLimits(parse.maxDepth(), parse.maxElements()),
            of(Rate.class).limit());
  }

  /// The keys of the kit alone.
  public static Schema schema() {
    return schema("wharf", List.of("development", "jwt"), List.of());
  }

  /// The keys of a server: those of the kit, and those of its game.
  ///
  /// @param name the game's name; the names of environment variables begin with it
  /// @param authenticators the values that `login.authenticator` may have
  /// @param groups the game's groups of [Settings]
  /// @throws IllegalArgumentException when the name or a group cannot be used, or two settings have
  ///   the same key or the same environment variable
  public static Schema schema(
      String name, Collection<String> authenticators, List<Class<? extends Record>> groups) {
    return Schema.of(name, authenticators, Stream.concat(GROUPS.stream(), groups.stream()));
  }

  /// The defaults of the kit's keys.
  public static ServerConfig defaults() {
    return with(Map.of());
  }

  /// The defaults of the kit's keys, but for the given values by key. The environment is not looked
  /// at.
  ///
  /// @throws ConfigProblems when a key is unknown or a value is out of its range
  public static ServerConfig with(Map<String, String> values) {
    return with(schema(), values);
  }

  /// The defaults of a server's keys, but for the given values by key. The environment is not
  /// looked at.
  ///
  /// @throws ConfigProblems when a key is unknown or a value is out of its range
  public static ServerConfig with(Schema schema, Map<String, String> values) {
    return ConfigLoader.load(schema, null, Map.of(), values);
  }

  /// A group of settings: the kit's or the game's.
  ///
  /// @throws IllegalArgumentException when the server does not have it
  public <R extends Record> R of(Class<R> group) {
    Record found = groups.get(group);
    if (found == null) {
      throw new IllegalArgumentException(group.getName() + " is none of the server's settings");
    }
    return group.cast(found);
  }

  /// Whether limits are lifted for a swarm on this machine.
  public boolean development() {
    return of(General.class).development();
  }

  /// The completion port.
  public PortOptions port() {
    return port;
  }

  /// Where to listen, who may come in, and each session's bounds.
  public ServerOptions server() {
    return server;
  }

  /// Each session's bounds that have to do with packets.
  public PacketSettings packets() {
    return packets;
  }

  /// Who may log in.
  public Login login() {
    return of(Login.class);
  }

  /// How often clients are asked to give a sign of life.
  public Duration heartbeat() {
    return of(Session.class).heartbeat();
  }

  /// How the server ends.
  public Shutdown shutdown() {
    return of(Shutdown.class);
  }

  /// How long sessions may take to end, and the game to save players.
  public Duration shutdownGrace() {
    return of(Shutdown.class).grace();
  }

  /// Whether there is an admin port, and where.
  public Admin admin() {
    return of(Admin.class);
  }

  /// What is logged, and how.
  public Log log() {
    return of(Log.class);
  }

  /// The values in force and where they come from; secrets masked.
  public List<EffectiveSetting> effective() {
    return effective;
  }

  /// A line for each thing that is allowed and hardly meant: values that do not fit each other,
  /// variables whose names are nearly keys.
  public List<String> warnings() {
    return warnings;
  }

  /// The values in force; secrets masked.
  @Override
  public String toString() {
    return "ServerConfig" + effective;
  }
}
