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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
          Hmac.class,
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
              byDefault = "false",
              meaning =
                  "lifts the limits by address, on logins at one time, on packets and bytes a"
                      + " second, and those that the game lifts, for a swarm on the same machine;"
                      + " listens on loopback only")
          boolean development) {}

  /// Where the server listens.
  @Settings("listen")
  public record Listen(
      @Key(
              byDefault = "127.0.0.1",
              min = "1",
              max = "255",
              meaning = "the address to listen on; 0.0.0.0 or :: for all")
          String address,
      @Key(
              byDefault = "7777",
              min = "0",
              max = "65535",
              meaning = "the TCP port; 0 takes a free one")
          int port,
      @Key(
              byDefault = "4096",
              min = "1",
              max = "65535",
              meaning = "connections that may wait to be accepted")
          int backlog)
      implements Checked {
    @Override
    public void check(Checks checks) {
      InetAddress host = resolve(address);
      checks.problemIf(host == null, "listen.address", "no such address is known");
      checks.with(
          General.class,
          general ->
              checks.problemIf(
                  host != null && general.development() && !host.isLoopbackAddress(),
                  "listen.address",
                  "development mode (development = true, or --dev) lifts limits and listens on"
                      + " loopback only: leave it off, or set listen.address = 127.0.0.1"));
    }

    private InetSocketAddress bind() {
      return new InetSocketAddress(resolved("listen.address", address), port);
    }
  }

  /// The completion port.
  @Settings("port")
  public record Port(
      @Key(
              byDefault = "0",
              min = "0",
              max = "256",
              meaning = "worker threads; 0 for one for each processor")
          int workers,
      @Key(byDefault = "per-worker", meaning = "how workers share the work (docs/concurrency.md)")
          PortOptions.Shape shape,
      @Key(
              byDefault = "auto",
              meaning =
                  "whose completion port is used; auto takes the best that the machine allows")
          PortOptions.Provider provider,
      @Key(
              byDefault = "256MiB",
              min = "1MiB",
              max = "1TiB",
              meaning =
                  "direct memory for all buffers; above seven eighths of it, the sessions that hold"
                      + " most are ended")
          long bufferMemory,
      @Key(
              byDefault = "100ms",
              min = "10ms",
              max = "1h",
              meaning = "a handler that keeps a worker so long is reported")
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
      @Key(
              byDefault = "4096",
              min = "512",
              max = "65535",
              meaning = "the largest frame received, header included")
          int maxFrameBytes,
      @Key(
              byDefault = "4096",
              min = "4096",
              max = "65535",
              meaning = "the largest frame sent, header included; clients learn both at the login")
          int maxSentFrameBytes,
      @Key(
              byDefault = "512",
              min = "64",
              max = "65535",
              meaning =
                  "a session's receive buffer at first, in bytes; grows to max-frame-bytes, and is"
                      + " never larger")
          int receiveInitialBytes,
      @Key(
              byDefault = "256",
              min = "2",
              max = "1048576",
              meaning =
                  "packets that may wait to be sent; from half of it on the reader counts as slow")
          int sendQueuePackets,
      @Key(
              byDefault = "256KiB",
              min = "64KiB",
              max = "1GiB",
              meaning =
                  "memory of what may wait to be sent, whole buffers (256 bytes, 512 and so on);"
                      + " from half of it on the reader counts as slow")
          long sendQueueBytes,
      @Key(
              byDefault = "16KiB",
              min = "0",
              max = "16MiB",
              meaning =
                  "about how much the system's socket takes that it has not sent yet; the rest"
                      + " waits where the latest replaces the older; 0 leaves it to the system")
          long unsentBytes,
      @Key(byDefault = "5s", min = "100ms", max = "1h", meaning = "to log in, from the connect on")
          Duration loginTimeout,
      @Key(
              byDefault = "10s",
              min = "100ms",
              max = "1h",
              meaning = "to complete a frame that was begun, however its bytes trickle in")
          Duration frameTimeout,
      @Key(
              byDefault = "15s",
              min = "100ms",
              max = "1h",
              meaning = "to take some of what is being sent; else the reader is too slow")
          Duration writeTimeout,
      @Key(
              byDefault = "30s",
              min = "1s",
              max = "1h",
              meaning = "a session that sends nothing for so long ends")
          Duration idleTimeout,
      @Key(
              byDefault = "10s",
              min = "1s",
              max = "1h",
              meaning =
                  "how often clients are asked, at login, to give a sign of life; less than"
                      + " idle-timeout")
          Duration heartbeat,
      @Key(
              byDefault = "5s",
              min = "100ms",
              max = "1h",
              meaning = "to deliver what is queued at the end")
          Duration closingTimeout)
      implements Checked {
    @Override
    public void check(Checks checks) {
      checks.problemIf(
          heartbeat.compareTo(idleTimeout) >= 0,
          "session.heartbeat",
          "must be less than session.idle-timeout (" + idleTimeout.toMillis() + "ms)");
      checks.doubtIf(
          heartbeat.multipliedBy(2).compareTo(idleTimeout) > 0,
          "session.heartbeat",
          "is more than half of session.idle-timeout: one heartbeat that is late ends the session");
      checks.doubtIf(
          idleTimeout.compareTo(loginTimeout) < 0,
          "session.idle-timeout",
          "is less than session.login-timeout: a client that has not logged in is ended as idle");
      checks.with(
          Port.class,
          port ->
              checks.doubtIf(
                  sendQueueBytes > port.bufferMemory(),
                  "session.send-queue-bytes",
                  "is more than port.buffer-memory: one slow reader may hold all of it"));
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
      @Key(byDefault = "10000", min = "1", max = "1000000", meaning = "sessions in all")
          int maxSessions,
      @Key(
              byDefault = "1000",
              min = "1",
              max = "1000000",
              inDevelopment = "1000000",
              meaning =
                  "of them not yet logged in, an eighth of these for networks that hold none; never"
                      + " more than max-sessions")
          int maxUnauthenticated,
      @Key(
              byDefault = "64",
              min = "1",
              max = "1000000",
              meaning =
                  "of those not yet logged in, of one network (IPv4: a /24, IPv6: a /48); never"
                      + " more than max-unauthenticated")
          int maxUnauthenticatedPerNetwork,
      @Key(
              byDefault = "16",
              min = "1",
              max = "1000000",
              meaning = "sessions of one address (IPv6: one /64); never more than max-sessions")
          int maxPerAddress,
      @Key(
              byDefault = "5",
              min = "1",
              max = "1000000",
              meaning = "new sessions a second of one address, and as many at once")
          int newPerSecondPerAddress,
      @Key(
              byDefault = "false",
              inDevelopment = "true",
              meaning = "spares this machine the limits by address and network")
          boolean exemptLoopback)
      implements Checked {
    @Override
    public void check(Checks checks) {
      checks.with(
          Port.class,
          port ->
              checks.with(
                  Session.class,
                  session -> {
                    long receiving = (long) maxSessions * session.receiveInitialBytes();
                    checks.doubtIf(
                        receiving > port.bufferMemory(),
                        "port.buffer-memory",
                        "is less than admission.max-sessions times session.receive-initial-bytes ("
                            + receiving
                            + "): memory ends before places do");
                  }));
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
      @Key(
              byDefault = "100",
              min = "0",
              max = "1000000",
              inDevelopment = "0",
              meaning = "packets of one session; 0 for no limit")
          int packetsPerSecond,
      @Key(
              byDefault = "200",
              min = "1",
              max = "1000000",
              meaning = "packets of one session at once")
          int packetBurst,
      @Key(
              byDefault = "64KiB",
              min = "0",
              max = "1000000000",
              inDevelopment = "0",
              meaning = "bytes of one session; 0 for no limit")
          long bytesPerSecond,
      @Key(
              byDefault = "128KiB",
              min = "1",
              max = "1000000000",
              meaning = "bytes of one session at once; at least session.max-frame-bytes")
          long byteBurst)
      implements Checked {
    @Override
    public void check(Checks checks) {
      checks.with(
          Session.class,
          session ->
              checks.problemIf(
                  bytesPerSecond > 0 && byteBurst < session.maxFrameBytes(),
                  "rate.byte-burst",
                  "must be at least session.max-frame-bytes (" + session.maxFrameBytes() + ")"));
      checks.doubtIf(
          packetBurst < packetsPerSecond,
          "rate.packet-burst",
          "is less than rate.packets-per-second: a second's worth that comes at once is too much");
      checks.doubtIf(
          byteBurst < bytesPerSecond,
          "rate.byte-burst",
          "is less than rate.bytes-per-second: a second's worth that comes at once is too much");
      checks.withoutEffectIf(
          packetsPerSecond == 0, "rate.packets-per-second = 0", "rate.packet-burst");
      checks.withoutEffectIf(bytesPerSecond == 0, "rate.bytes-per-second = 0", "rate.byte-burst");
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
      @Key(
              byDefault = "16",
              min = "1",
              max = "100",
              meaning = "how deeply messages may nest in a packet")
          int maxDepth,
      @Key(
              byDefault = "1024",
              min = "0",
              max = "1000000",
              meaning = "nested and repeated elements in a packet")
          int maxElements) {}

  /// Who may log in.
  @Settings("login")
  public record Login(
      @Key(
              byDefault = "development",
              min = "1",
              max = "64",
              meaning =
                  "who checks credentials; development lets anybody in, and listens on loopback"
                      + " only")
          String authenticator,
      @Key(
              byDefault = "256",
              min = "1",
              max = "100000",
              inDevelopment = "100000",
              meaning = "logins whose credentials are checked at one time")
          int maxInFlight,
      @Key(
              byDefault = "4s",
              min = "100ms",
              max = "1h",
              meaning = "the authenticator's time for one credential")
          Duration checkTimeout,
      @Key(byDefault = "3", min = "1", max = "100", meaning = "logins that one connection may try")
          int maxTries,
      @Key(
              byDefault = "1024",
              min = "0",
              max = "32768",
              meaning = "the longest credential, in bytes")
          int maxTokenBytes,
      @Key(
              byDefault = "5s",
              min = "100ms",
              max = "1h",
              meaning =
                  "the game's time to save a player who leaves; the name stays taken meanwhile")
          Duration saveTimeout)
      implements Checked {
    /// Without this, the login deadline closes the connection without a word while a slow
    /// authenticator works.
    @Override
    public void check(Checks checks) {
      checks.with(
          Session.class,
          session -> {
            checks.problemIf(
                checkTimeout.compareTo(session.loginTimeout()) >= 0,
                "login.check-timeout",
                "must be less than session.login-timeout ("
                    + session.loginTimeout().toMillis()
                    + "ms)");
            checks.problemIf(
                maxTokenBytes > session.maxFrameBytes() - LOGIN_BYTES_WITHOUT_TOKEN,
                "login.max-token-bytes",
                "must be at least "
                    + LOGIN_BYTES_WITHOUT_TOKEN
                    + " less than session.max-frame-bytes ("
                    + session.maxFrameBytes()
                    + ")");
          });
    }
  }

  /// The tokens of the `hmac` authenticator.
  @Settings("login.hmac")
  public record Hmac(
      @Key(
              byDefault = "",
              min = "0",
              max = "1024",
              secret = true,
              meaning =
                  "the key that tokens of the hmac authenticator are signed with; at least 32"
                      + " bytes")
          String secret,
      @Key(
              byDefault = "1h",
              min = "1s",
              max = "8760h",
              meaning = "how long a token of --mint-token is good")
          Duration tokenLife)
      implements Checked {
    private static final int LEAST_SECRET_BYTES = 32;

    @Override
    public void check(Checks checks) {
      checks.with(
          Login.class,
          login -> {
            boolean isUsed = login.authenticator().equals("hmac");
            int bytes = secret.getBytes(StandardCharsets.UTF_8).length;
            checks.problemIf(
                isUsed && bytes < LEAST_SECRET_BYTES,
                "login.hmac.secret",
                "login.authenticator = hmac needs a secret of at least "
                    + LEAST_SECRET_BYTES
                    + " bytes, this one has "
                    + bytes);
            checks.withoutEffectIf(
                !isUsed,
                "login.authenticator = " + login.authenticator(),
                "login.hmac.secret",
                "login.hmac.token-life");
          });
    }

    /// Without the secret.
    @Override
    public String toString() {
      return "Hmac[tokenLife=" + tokenLife + "]";
    }
  }

  /// How the server ends.
  @Settings("shutdown")
  public record Shutdown(
      @Key(
              byDefault = "10s",
              min = "100ms",
              max = "1h",
              meaning = "to let sessions end, and the game save players, before all is closed")
          Duration grace)
      implements Checked {
    @Override
    public void check(Checks checks) {
      checks.with(
          Session.class,
          session ->
              checks.doubtIf(
                  grace.compareTo(session.closingTimeout()) < 0,
                  "shutdown.grace",
                  "is less than session.closing-timeout: a drain cuts that short"));
    }
  }

  /// The admin port.
  @Settings("admin")
  public record Admin(
      @Key(byDefault = "false", meaning = "opens the admin port: metrics, health, the live page")
          boolean enabled,
      @Key(
              byDefault = "127.0.0.1",
              min = "1",
              max = "255",
              meaning =
                  "the address that the admin port listens on; any but loopback needs admin.token")
          String address,
      @Key(
              byDefault = "7780",
              min = "0",
              max = "65535",
              meaning = "the admin port's TCP port; 0 takes a free one")
          int port,
      @Key(
              byDefault = "",
              min = "0",
              max = "256",
              secret = true,
              meaning =
                  "what an operator shows to send players away and to drain; at least 16 letters,"
                      + " digits or signs, no blanks")
          String token)
      implements Checked {
    private static final int LEAST_TOKEN = 16;

    @Override
    public void check(Checks checks) {
      InetAddress host = resolve(address);
      checks.problemIf(host == null, "admin.address", "no such address is known");
      checks.problemIf(
          host != null && enabled && !host.isLoopbackAddress() && token.isEmpty(),
          "admin.address",
          "can be reached from other machines: set admin.token, or admin.address = 127.0.0.1");
      checks.with(
          Listen.class,
          listen ->
              checks.problemIf(
                  enabled
                      && port > 0
                      && port == listen.port()
                      && overlap(host, resolve(listen.address())),
                  "admin.port",
                  "is listen.port as well, on the same address"));
      checkToken(checks);
      checks.withoutEffectIf(
          !enabled, "admin.enabled = false", "admin.address", "admin.port", "admin.token");
    }

    private void checkToken(Checks checks) {
      boolean isShort = !token.isEmpty() && token.length() < LEAST_TOKEN;
      checks.problemIf(
          isShort,
          "admin.token",
          "needs at least " + LEAST_TOKEN + " characters, this one has " + token.length());
      checks.problemIf(
          !isShort && token.chars().anyMatch(c -> c <= ' ' || c > '~'),
          "admin.token",
          "may have letters, digits and signs of ASCII alone, and no blanks");
    }

    private static boolean overlap(@Nullable InetAddress one, @Nullable InetAddress other) {
      return one != null
          && other != null
          && (one.equals(other) || one.isAnyLocalAddress() || other.isAnyLocalAddress());
    }

    /// The address and port to listen on.
    public InetSocketAddress bind() {
      return new InetSocketAddress(resolved("admin.address", address), port);
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
      @Key(byDefault = "info", meaning = "the least that is logged") LogLevel level,
      @Key(byDefault = "text", meaning = "text for people, or a JSON object a line")
          LogFormat format,
      @Key(
              byDefault = "1MiB",
              min = "16KiB",
              max = "1GiB",
              meaning =
                  "log lines that wait for a slow terminal or pipe; what finds no room is dropped"
                      + " and counted")
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

  /// The defaults of the kit's keys.
  public static ServerConfig defaults() {
    return with(Map.of());
  }

  /// The defaults of the kit's keys, but for the given values by key. The environment is not looked
  /// at.
  ///
  /// @throws ConfigProblems when a key is unknown or a value is out of its range
  public static ServerConfig with(Map<String, String> values) {
    return with(Schema.ofKit(), values);
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

  private static @Nullable InetAddress resolve(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static InetAddress resolved(String key, String host) {
    InetAddress address = resolve(host);
    if (address == null) {
      throw new ConfigProblems(List.of(key + ": no such address is known"));
    }
    return address;
  }
}
