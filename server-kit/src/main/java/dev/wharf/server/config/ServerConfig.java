package dev.wharf.server.config;

import dev.wharf.engine.AdmissionLimits;
import dev.wharf.engine.PortOptions;
import dev.wharf.engine.SendQueueLimits;
import dev.wharf.engine.ServerOptions;
import dev.wharf.engine.SessionOptions;
import dev.wharf.protocol.PacketOptions;
import dev.wharf.protocol.ParseLimits;
import dev.wharf.protocol.RateLimit;
import dev.wharf.server.jwt.LoginKeys;
import dev.wharf.transport.proxy.AddressBlocks;
import dev.wharf.transport.tls.TlsProvider;
import dev.wharf.transport.websocket.Origins;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The complete, checked configuration of a server. [ConfigLoader] makes it from files and the
/// environment; code makes it with [#with]. The nested records are the kit's groups of keys. [#of]
/// returns a game's own groups. Immutable.
public final class ServerConfig {
  /// The kit's groups, in the order in which the server prints them at start.
  static final List<Class<? extends Record>> GROUPS =
      List.of(
          General.class,
          Listen.class,
          Port.class,
          Session.class,
          Admission.class,
          Proxy.class,
          Tls.class,
          WebSocket.class,
          Rate.class,
          Parse.class,
          Login.class,
          Jwt.class,
          Resume.class,
          Shutdown.class,
          Admin.class,
          Log.class);

  /// The largest size of a login request without its token: the header, the tags, the lengths, the
  /// id and the name.
  private static final int LOGIN_BYTES_WITHOUT_TOKEN = 256;

  private final Map<Class<?>, Record> groups;
  private final List<EffectiveSetting> effective;
  private final List<String> warnings;
  private final PortOptions port;
  private final ServerOptions server;
  private final PacketOptions packets;

  /// The keys that belong to no group.
  ///
  /// @param development whether the limits are lifted for a swarm on this machine
  @Settings("")
  public record General(
      @Key(
              "lifts the limits per address, on concurrent logins, on packets and bytes per second,"
                  + " and those that the game names, for a swarm on the same machine; listens on"
                  + " loopback only")
          @Default("false")
          boolean development) {}

  /// The address that the server listens on for players.
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
              + " only: turn it off, or set listen.address = 127.0.0.1");
    }

    private InetSocketAddress bind() {
      return new InetSocketAddress(address, port);
    }
  }

  /// The settings of the completion port: the worker threads that run all I/O, and the memory of
  /// their buffers. The TCP port is `listen.port`.
  @Settings("port")
  public record Port(
      @Key("worker threads; 0 for one per processor") @Default("0") @Range("0..256") int workers,
      @Key("how workers share the work (docs/concurrency.md)") @Default("per-worker")
          PortOptions.Shape shape,
      @Key("the implementation of the completion port; auto takes the best that the machine allows")
          @Default("auto")
          PortOptions.Provider provider,
      @Key(
              "direct memory for all buffers; when seven eighths of it are used, the server closes"
                  + " the sessions that hold most")
          @Default("256MiB")
          @Range("1MiB..1TiB")
          long bufferMemory,
      @Key("the server reports a handler that blocks a worker longer than this")
          @Default("100ms")
          @Range("10ms..1h")
          Duration stallThreshold) {
    private PortOptions options(String name) {
      int count = Math.min(256, Runtime.getRuntime().availableProcessors());
      return PortOptions.defaults()
          .withWorkers(workers == 0 ? count : workers)
          .withShape(shape)
          .withProvider(provider)
          .withName(name)
          .withBufferMemoryBytes(bufferMemory)
          .withStallThreshold(stallThreshold);
    }
  }

  /// The limits of each session.
  @Settings("session")
  public record Session(
      @Key("the largest frame received, header included") @Default("4096") @Range("512..65535")
          int maxFrameBytes,
      @Key("the largest frame sent, header included; the login reply tells clients both")
          @Default("4096")
          @Range("4096..65535")
          int maxSentFrameBytes,
      @Key(
              "the first size of a session's receive buffer, in bytes; it grows to at most"
                  + " max-frame-bytes")
          @Default("128")
          @Range("64..65535")
          int receiveInitialBytes,
      @Key("packets that may be queued for a session; at half of it the reader counts as slow")
          @Default("1024")
          @Range("2..1048576")
          int sendQueuePackets,
      @Key(
              "memory of a session's queued packets, in whole buffers (256 bytes, 512 and so on);"
                  + " at half of it the reader counts as slow")
          @Default("512KiB")
          @Range("64KiB..1GiB")
          long sendQueueBytes,
      @Key(
              "about how many unsent bytes the system's socket buffers; the rest stays in the send"
                  + " queue, where a newer packet can replace an older one; 0 for the system's"
                  + " default")
          @Default("16KiB")
          @Range("0..16MiB")
          long unsentBytes,
      @Key(
              "the time for the header of a proxy, for TLS and for WebSocket, before login-timeout"
                  + " begins")
          @Default("5s")
          Duration handshakeTimeout,
      @Key("the time to log in after connecting") @Default("5s") Duration loginTimeout,
      @Key("the time from a frame's first byte to its last") @Default("10s") Duration frameTimeout,
      @Key("the time in which a reader must take some of the sent bytes; else it is too slow")
          @Default("15s")
          Duration writeTimeout,
      @Key("the server closes a session that sends nothing for this time")
          @Default("30s")
          @Range("1s..1h")
          Duration idleTimeout,
      @Key("the heartbeat period that the login reply gives to clients; less than idle-timeout")
          @Default("10s")
          @Range("1s..1h")
          Duration heartbeat,
      @Key("the time to send the queued packets of a closing session") @Default("5s")
          Duration closingTimeout)
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
          "is more than half of session.idle-timeout: one late heartbeat closes the session");
      checks.warnIf(
          idleTimeout.compareTo(loginTimeout) < 0,
          "session.idle-timeout",
          "is less than session.login-timeout: a client is closed as idle before its login time is"
              + " over");
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
          .withConnectTimeout(handshakeTimeout)
          .withLoginTimeout(loginTimeout)
          .withFrameTimeout(frameTimeout)
          .withWriteTimeout(writeTimeout)
          .withIdleTimeout(idleTimeout)
          .withClosingTimeout(closingTimeout);
    }
  }

  /// The limits on connections.
  @Settings("admission")
  public record Admission(
      @Key("the most sessions") @Default("10000") @Range("1..1000000") int maxSessions,
      @Key(
              "the most sessions that are not logged in; an eighth of them is for networks that"
                  + " have none; at most max-sessions")
          @Default(value = "1000", inDevelopment = "1000000")
          @Range("1..1000000")
          int maxUnauthenticated,
      @Key(
              "the most sessions of one network (IPv4: a /24, IPv6: a /48) that are not logged in;"
                  + " at most max-unauthenticated")
          @Default("64")
          @Range("1..1000000")
          int maxUnauthenticatedPerNetwork,
      @Key("the most sessions of one address (IPv6: one /64); at most max-sessions")
          @Default("16")
          @Range("1..1000000")
          int maxPerAddress,
      @Key("new sessions per second of one address; as many at once")
          @Default("5")
          @Range("1..1000000")
          int newPerSecondPerAddress,
      @Key("exempts this machine from the limits per address and network")
          @Default(value = "false", inDevelopment = "true")
          boolean exemptLoopback)
      implements Checked {
    @Override
    public void check(Checks checks) {
      long receiving = (long) maxSessions * checks.of(Session.class).receiveInitialBytes();
      checks.warnIf(
          receiving > checks.of(Port.class).bufferMemory(),
          "port.buffer-memory",
          "is less than admission.max-sessions times session.receive-initial-bytes (%d): the memory is used up"
                  .formatted(receiving)
              + " before max-sessions is reached");
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

  /// The proxies in front of the server.
  @Settings("proxy")
  public record Proxy(
      @Key(
              "the version of the PROXY protocol with which proxies tell the addresses of players;"
                  + " off for a server that is not behind such a proxy")
          @Default("off")
          ProxyMode protocol,
      @Key(
              "the addresses of the proxies, and blocks like 10.0.0.0/8, separated by commas; the"
                  + " server refuses connections from other addresses")
          @Default("")
          @Range("0..4096")
          String from)
      implements Checked {
    @Override
    public void check(Checks checks) {
      AddressBlocks proxies;
      try {
        proxies = AddressBlocks.parse(from);
      } catch (IllegalArgumentException e) {
        checks.errorIf(true, "proxy.from", String.valueOf(e.getMessage()));
        return;
      }
      boolean isOff = protocol == ProxyMode.OFF;
      checks.errorIf(
          !isOff && proxies.isEmpty(),
          "proxy.from",
          "name the addresses of the proxies, or set proxy.protocol = off");
      checks.warnIf(
          !isOff && proxies.hasAll(),
          "proxy.from",
          "has all addresses: any peer can name the address of another player");
      checks.warnUnusedIf(isOff, "proxy.protocol = off", "proxy.from");
    }
  }

  /// The version of the PROXY protocol in front of a server.
  public enum ProxyMode {
    /// No header: the address of a connection is the player's.
    OFF,
    /// Version 1, a line of text.
    V1,
    /// Version 2, binary.
    V2,
    /// Version 1 or 2.
    ANY
  }

  /// The encryption between clients and server.
  @Settings("tls")
  public record Tls(
      @Key("encrypts all connections of players with TLS") @Default("false") boolean enabled,
      @Key(
              "the file of the certificate and its chain, in PEM; empty in development mode: the"
                  + " server makes a certificate for this machine")
          @Default("")
          @Range("0..4096")
          String certificate,
      @Key("the file of the certificate's private key, in PEM (PKCS#8)")
          @Default("")
          @Range("0..4096")
          String key,
      @Key("a file with the password of the private key; empty for a key that is not encrypted")
          @Default("")
          @Range("0..4096")
          String keyPasswordFile,
      @Key("the oldest version that clients may use") @Default("v1-3") TlsVersion oldestVersion,
      @Key("the implementation of TLS; auto takes BoringSSL where it can be loaded")
          @Default("auto")
          TlsProvider provider,
      @Key("the most handshakes computed at a time; 0 for one per two processors")
          @Default("0")
          @Range("0..256")
          int maxHandshakes,
      @Key("the most handshakes that wait to be computed; the server closes further ones")
          @Default("2000")
          @Range("1..1000000")
          int maxWaitingHandshakes,
      @Key("the time between two looks at the files of the certificate; a changed one is used")
          @Default("10s")
          @Range("1s..24h")
          Duration reload,
      @Key("the time after which the key of session tickets changes; tickets last twice as long")
          @Default("6h")
          @Range("1m..24h")
          Duration ticketKeyLife,
      @Key("the folder of the certificate that development mode makes")
          @Default("run/tls")
          @Range("1..4096")
          String developmentFolder)
      implements Checked {
    @Override
    public void check(Checks checks) {
      boolean isDevelopment = checks.of(General.class).development();
      checks.errorIf(
          enabled && certificate.isEmpty() && !isDevelopment,
          "tls.certificate",
          "TLS needs a certificate: name its file, or use development mode (--dev)");
      checks.errorIf(
          certificate.isEmpty() != key.isEmpty(),
          certificate.isEmpty() ? "tls.certificate" : "tls.key",
          "a certificate and its key are set together");
      checks.warnUnusedIf(
          !enabled,
          "tls.enabled = false",
          "tls.certificate",
          "tls.key",
          "tls.key-password-file",
          "tls.oldest-version",
          "tls.provider",
          "tls.max-handshakes",
          "tls.max-waiting-handshakes",
          "tls.reload",
          "tls.ticket-key-life",
          "tls.development-folder");
    }
  }

  /// The versions of TLS.
  public enum TlsVersion {
    /// TLS 1.2, of 2008.
    V1_2,
    /// TLS 1.3, of 2018.
    V1_3
  }

  /// The port for browsers.
  @Settings("websocket")
  public record WebSocket(
      @Key(
              "opens a second port, on which players connect with WebSocket, as browsers do; both"
                  + " ports have the same players and limits")
          @Default("false")
          boolean enabled,
      @Key("the TCP port for WebSocket, on listen.address; 0 takes a free one")
          @Default("7778")
          @Range("0..65535")
          int port,
      @Key(
              "the sites whose pages may connect, like https://play.example, separated by commas; *"
                  + " for all sites; pages of the server's own host may always connect")
          @Default("")
          @Range("0..4096")
          String origins)
      implements Checked {
    @Override
    public void check(Checks checks) {
      try {
        boolean hasAll = Origins.parse(origins).hasAll();
        checks.warnIf(
            enabled && hasAll,
            "websocket.origins",
            "has all sites: a page of any site can connect from a player's browser");
      } catch (IllegalArgumentException e) {
        checks.errorIf(true, "websocket.origins", String.valueOf(e.getMessage()));
      }
      checks.warnUnusedIf(
          !enabled, "websocket.enabled = false", "websocket.port", "websocket.origins");
      InetSocketAddress own = bind(checks.of(Listen.class));
      Admin admin = checks.of(Admin.class);
      checks.errorIf(
          enabled && port > 0 && port == checks.of(Listen.class).port(),
          "websocket.port",
          "is also listen.port: choose another port");
      checks.errorIf(
          enabled && port > 0 && admin.enabled() && Admin.overlap(own, admin.bind()),
          "websocket.port",
          "is also admin.port on the same address: choose another port");
    }

    private InetSocketAddress bind(Listen listen) {
      return new InetSocketAddress(listen.address(), port);
    }
  }

  /// The limits on what a client may send.
  @Settings("rate")
  public record Rate(
      @Key("packets per second of one session; 0 for no limit")
          @Default(value = "100", inDevelopment = "0")
          @Range("0..1000000")
          int packetsPerSecond,
      @Key("packets of one session in a burst") @Default("200") @Range("1..1000000")
          int packetBurst,
      @Key("bytes per second of one session; 0 for no limit")
          @Default(value = "64KiB", inDevelopment = "0")
          @Range("0..1000000000")
          long bytesPerSecond,
      @Key("bytes of one session in a burst; at least session.max-frame-bytes")
          @Default("128KiB")
          @Range("1..1000000000")
          long byteBurst)
      implements Checked {
    @Override
    public void check(Checks checks) {
      checks.warnIf(
          packetBurst < packetsPerSecond,
          "rate.packet-burst",
          "is less than rate.packets-per-second: one second's packets in one burst are over the"
              + " limit");
      checks.warnIf(
          byteBurst < bytesPerSecond,
          "rate.byte-burst",
          "is less than rate.bytes-per-second: one second's bytes in one burst are over the limit");
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

  /// The limits on the structure of a received packet.
  @Settings("parse")
  public record Parse(
      @Key("the deepest nesting of messages in a packet") @Default("16") @Range("1..100")
          int maxDepth,
      @Key("the most nested and repeated elements in a packet")
          @Default("1024")
          @Range("0..1000000")
          int maxElements) {}

  /// The login: the authenticator, and the limits.
  @Settings("login")
  public record Login(
      @Key("checks credentials; development lets anybody in, and listens on loopback only")
          @Default("development")
          @Range("1..64")
          String authenticator,
      @Key("the most logins that the authenticator checks at a time")
          @Default(value = "256", inDevelopment = "100000")
          @Range("1..100000")
          int maxInFlight,
      @Key("the time to check one credential") @Default("4s") Duration checkTimeout,
      @Key("the most login attempts of one connection") @Default("3") @Range("1..100") int maxTries,
      @Key("the longest credential, in bytes") @Default("1024") @Range("0..32768")
          int maxTokenBytes,
      @Key("the time to save a player who leaves; the name stays taken meanwhile") @Default("5s")
          Duration saveTimeout,
      @Key("the most players being saved; while there are so many, the server refuses logins")
          @Default("1000")
          @Range("1..1000000")
          int maxSaves,
      @Key(
              "what a second login of an account does: takeover ends the first one, refuse fails"
                  + " with NAME_TAKEN")
          @Default("takeover")
          SecondLogin second)
      implements Checked {
    /// Checks that the times and sizes of logins fit together. Without the first check,
    /// `session.login-timeout` could close a connection without a reply while a slow authenticator
    /// works.
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

  /// The treatment of a second login of an account.
  public enum SecondLogin {
    /// Ends the first login.
    TAKEOVER,
    /// Is refused.
    REFUSE
  }

  /// The tokens of the `jwt` authenticator.
  @Settings("login.jwt")
  public record Jwt(
      @Key(value = "the keys that sign tokens: a JSON Web Key Set", secret = true)
          @Default("")
          @Range("0..65536")
          String keys,
      @Key("the issuer of tokens: their claim iss") @Default("login") @Range("1..255")
          String issuer,
      @Key("the audience of tokens: their claim aud") @Default("game") @Range("1..255")
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

    /// Returns a text without the keys, because they may be secret.
    @Override
    public String toString() {
      return "Jwt[issuer=" + issuer + ", audience=" + audience + ", maxLife=" + maxLife + "]";
    }
  }

  /// Players who lose their connection and come back.
  @Settings("resume")
  public record Resume(
      @Key("the time for which a player without a connection stays in the game; 0s for no resume")
          @Default("30s")
          @Range("0s..1h")
          Duration grace,
      @Key("the most players without a connection; beyond it they leave at once")
          @Default("10000")
          @Range("1..1000000")
          int maxAbsent,
      @Key(
              "the most packets kept for a player, because its client has not acknowledged them; at"
                  + " most session.send-queue-packets minus 1")
          @Default("1023")
          @Range("1..1048575")
          int maxPackets,
      @Key(
              "memory of the packets kept for a player, in whole buffers; at most"
                  + " session.send-queue-bytes minus 4 KiB")
          @Default("508KiB")
          @Range("4KiB..1GiB")
          long maxBytes,
      @Key("memory of the packets kept for all players; at most half of port.buffer-memory")
          @Default("128MiB")
          @Range("64KiB..1TiB")
          long maxTotalBytes,
      @Key("packets after which client and server acknowledge; at most half of max-packets")
          @Default("64")
          @Range("1..65536")
          int acknowledgeEvery)
      implements Checked {
    private static final String MAX_PACKETS = "resume.max-packets";
    private static final String MAX_BYTES = "resume.max-bytes";
    private static final String MAX_TOTAL = "resume.max-total-bytes";
    private static final String ACKNOWLEDGE = "resume.acknowledge-every";

    /// The part of a send queue's memory that is left for the reply to a resume.
    private static final int REPLY_BYTES = 4096;

    /// Checks that all kept packets fit into a send queue, because a resume puts them into the
    /// queue of the new connection. Values that no source sets are lowered without an error.
    @Override
    public void check(Checks checks) {
      Session session = checks.of(Session.class);
      Port port = checks.of(Port.class);
      checks.errorIf(
          checks.isSet(MAX_PACKETS) && maxPackets > most(session),
          MAX_PACKETS,
          "must be less than session.send-queue-packets (" + session.sendQueuePackets() + ")");
      checks.errorIf(
          checks.isSet(MAX_BYTES) && maxBytes > mostBytes(session),
          MAX_BYTES,
          "must be at least %d less than session.send-queue-bytes (%d)"
              .formatted(REPLY_BYTES, session.sendQueueBytes()));
      checks.errorIf(
          checks.isSet(MAX_TOTAL) && maxTotalBytes > port.bufferMemory() / 2,
          MAX_TOTAL,
          "must be at most half of port.buffer-memory (" + port.bufferMemory() + ")");
      checks.errorIf(
          checks.isSet(ACKNOWLEDGE) && acknowledgeEvery > mostUnacknowledged(session),
          ACKNOWLEDGE,
          "must be at most half of resume.max-packets (" + packets(session) + ")");
      checks.warnUnusedIf(
          grace.isZero(),
          "resume.grace = 0s",
          "resume.max-absent",
          MAX_PACKETS,
          MAX_BYTES,
          MAX_TOTAL,
          ACKNOWLEDGE);
    }

    private static int most(Session session) {
      return session.sendQueuePackets() - 1;
    }

    private static long mostBytes(Session session) {
      return session.sendQueueBytes() - REPLY_BYTES;
    }

    private int packets(Session session) {
      return Math.min(maxPackets, most(session));
    }

    private int mostUnacknowledged(Session session) {
      return Math.max(1, packets(session) / 2);
    }

    private Resume fitting(Session session, Port port) {
      return new Resume(
          grace,
          maxAbsent,
          packets(session),
          Math.min(maxBytes, mostBytes(session)),
          Math.min(maxTotalBytes, port.bufferMemory() / 2),
          Math.min(acknowledgeEvery, mostUnacknowledged(session)));
    }
  }

  /// The time limits of a drain.
  @Settings("shutdown")
  public record Shutdown(
      @Key("the time for sessions to end and the game to save players in a drain") @Default("10s")
          Duration grace,
      @Key("the least time for saves, and for closing the game's resources, also after the grace")
          @Default("2s")
          Duration reserve)
      implements Checked {
    @Override
    public void check(Checks checks) {
      checks.warnIf(
          grace.compareTo(checks.of(Session.class).closingTimeout()) < 0,
          "shutdown.grace",
          "is less than session.closing-timeout: a drain ends sessions before that time");
    }
  }

  /// The settings of the admin port.
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
                  "the token that an operator needs to kick players and to drain; at least 16"
                      + " letters, digits or signs, no blanks",
              secret = true)
          @Default("")
          @Range("0..256")
          String token,
      @Key("the most actions of operators that the console remembers")
          @Default("1000")
          @Range("1..100000")
          int auditEntries)
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
          "needs at least " + LEAST_TOKEN + " characters, but has " + token.length());
      checks.errorIf(
          !isShort && token.chars().anyMatch(c -> c <= ' ' || c > '~'),
          "admin.token",
          "may have only ASCII letters, digits and signs, and no blanks");
      checks.warnUnusedIf(
          !enabled,
          "admin.enabled = false",
          "admin.address",
          "admin.port",
          "admin.token",
          "admin.audit-entries");
      checks.errorIf(
          enabled && port > 0 && overlap(bind(), checks.of(Listen.class).bind()),
          "admin.port",
          "is also listen.port on the same address: choose another port");
    }

    private static boolean overlap(InetSocketAddress one, InetSocketAddress other) {
      return one.getPort() == other.getPort()
          && (one.equals(other)
              || Stream.of(one, other).anyMatch(a -> a.getAddress().isAnyLocalAddress()));
    }

    /// Returns the address and the port to listen on.
    public InetSocketAddress bind() {
      return new InetSocketAddress(address, port);
    }

    /// Returns a text without the token, because it is secret.
    @Override
    public String toString() {
      return "Admin[enabled=" + enabled + ", address=" + address + ", port=" + port + "]";
    }
  }

  /// The level, format and buffer of the log.
  @Settings("log")
  public record Log(
      @Key("the lowest level that is logged") @Default("info") LogLevel level,
      @Key("text for people, or one JSON object per line") @Default("text") LogFormat format,
      @Key(
              "memory for log lines when the terminal or pipe is slow; further lines are dropped"
                  + " and counted")
          @Default("1MiB")
          @Range("16KiB..1GiB")
          long buffer) {}

  /// The lowest level that is logged.
  public enum LogLevel {
    /// Logs only failures that keep the server from doing its work.
    ERROR,
    /// Logs also problems that an operator should look at.
    WARN,
    /// Logs also when the server starts and ends, and peers that misbehave.
    INFO,
    /// Logs also every connection.
    DEBUG,
    /// Logs everything.
    TRACE
  }

  /// The format of log lines.
  public enum LogFormat {
    /// Text for people.
    TEXT,
    /// One JSON object per line, for machines.
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
        new PacketOptions(
            session.maxFrameBytes(),
            session.maxSentFrameBytes(),
            new ParseLimits(parse.maxDepth(), parse.maxElements()),
            of(Rate.class).limit());
  }

  private ServerConfig(ServerConfig base, PortOptions port) {
    this.groups = base.groups;
    this.effective = base.effective;
    this.warnings = base.warnings;
    this.port = port;
    this.server = base.server;
    this.packets = base.packets;
  }

  /// Returns a copy that has other options of the completion port, such as another runtime. [#of]
  /// and [#effective] return the same values as before.
  public ServerConfig withPort(PortOptions options) {
    return new ServerConfig(this, options);
  }

  /// Returns the keys of the kit alone, for a game with the name `wharf`.
  public static Schema schema() {
    return schema("wharf", List.of("development", "jwt"), List.of());
  }

  /// Returns the keys of a server: those of the kit, and those of its game.
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

  /// Returns a configuration with the defaults of the kit's keys.
  public static ServerConfig defaults() {
    return with(Map.of());
  }

  /// Returns a configuration with the given values by key, and the kit's defaults for all other
  /// keys. Does not read the process's environment variables.
  ///
  /// @throws ConfigProblems when a key is unknown or a value is out of its range
  public static ServerConfig with(Map<String, String> values) {
    return with(schema(), values);
  }

  /// Returns a configuration with the given values by key, and defaults for all other keys of the
  /// schema. Does not read the process's environment variables.
  ///
  /// @throws ConfigProblems when a key is unknown or a value is out of its range
  public static ServerConfig with(Schema schema, Map<String, String> values) {
    return ConfigLoader.load(schema, null, Map.of(), values);
  }

  /// Returns a group of settings of the kit or the game.
  ///
  /// @throws IllegalArgumentException when the server has no such group
  public <R extends Record> R of(Class<R> group) {
    Record found = groups.get(group);
    if (found == null) {
      throw new IllegalArgumentException(
          group.getName() + " is not a group of this server's settings");
    }
    return group.cast(found);
  }

  /// Returns whether development mode is on. This mode lifts limits for a swarm on this machine.
  public boolean development() {
    return of(General.class).development();
  }

  /// Returns the options of the completion port.
  public PortOptions port() {
    return port;
  }

  /// Returns the engine's server options: the address, the admission limits, and the limits of each
  /// session.
  public ServerOptions server() {
    return server;
  }

  /// Returns the limits on the packets of each session.
  public PacketOptions packets() {
    return packets;
  }

  /// Returns the settings of the login: the authenticator, and the limits.
  public Login login() {
    return of(Login.class);
  }

  /// Returns the settings of resume. Defaults that do not fit into the send queue or the buffer
  /// memory are lowered.
  public Resume resume() {
    return of(Resume.class).fitting(of(Session.class), of(Port.class));
  }

  /// Returns the heartbeat period that the login reply gives to clients.
  public Duration heartbeat() {
    return of(Session.class).heartbeat();
  }

  /// Returns the time limits of a drain.
  public Shutdown shutdown() {
    return of(Shutdown.class);
  }

  /// Returns the time of a drain in which sessions may end and the game may save players.
  public Duration shutdownGrace() {
    return of(Shutdown.class).grace();
  }

  /// Returns the settings of the admin port.
  public Admin admin() {
    return of(Admin.class);
  }

  /// Returns the address and port for WebSocket; null when `websocket.enabled` is off.
  public @Nullable InetSocketAddress webSocketBind() {
    WebSocket settings = of(WebSocket.class);
    return settings.enabled() ? settings.bind(of(Listen.class)) : null;
  }

  /// Returns the settings of the log.
  public Log log() {
    return of(Log.class);
  }

  /// Returns all settings with their values and sources; secrets are masked.
  public List<EffectiveSetting> effective() {
    return effective;
  }

  /// Returns the warnings, one line each: values that do not fit together, and environment
  /// variables with misspelt names.
  public List<String> warnings() {
    return warnings;
  }

  /// Returns all settings as text; secrets are masked.
  @Override
  public String toString() {
    return "ServerConfig" + effective;
  }
}
