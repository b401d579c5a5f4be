package dev.wharf.swarm;

import dev.wharf.engine.PortOptions;
import dev.wharf.swarm.cut.CutRate;
import dev.wharf.swarm.profile.Profile;
import dev.wharf.swarm.profile.ProfileFile;
import dev.wharf.swarm.profile.Profiles;
import dev.wharf.swarm.report.Segment;
import dev.wharf.transport.tls.ClientTlsOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of a run. Immutable. [Builder] has the defaults. The command line fills a builder.
///
/// @param servers all addresses of the server, at least one
/// @param sources the addresses of this machine from which the users connect, in turn; when empty,
///   the system chooses one
/// @param clients the number of virtual users, 1 to 100,000; this number is 100 % in the profile
/// @param scenarios the groups of scenarios, which run one after another. A group is a name from
///   the [ScenarioRegistry], or several names with a `+` between them, which run at the same time
/// @param profile the load over time: the number of users and the rate
/// @param duration the total time in which messages are sent. Each group of scenarios gets an equal
///   part of this time, and runs the whole profile in it
/// @param rate the messages a second of each user, which are 100 % in the profile; 0 for each
///   scenario's own rate
/// @param isClosedLoop whether a user waits for its replies before its next message
/// @param connectRate the number of new connections a second
/// @param roomSize the number of users that share a room
/// @param payloadBytes the length of each message's content; see also [Scenario#maxPayloadBytes()]
/// @param workers the number of threads for I/O, and also the number of sending threads of each
///   scenario
/// @param seed the seed for the order in which users send, and for the contents of messages
/// @param logins the names and tokens with which users log in
/// @param namePrefix the beginning of the users' names; a dash and a number follow
/// @param settleTimeout the longest wait for a login with all its retries, and for the last replies
///   of a group of scenarios
/// @param keepsGoing whether the run goes on when no user can connect, or all are disconnected
/// @param reconnects whether a user whose connection ends logs in again under its name, and goes on
/// @param cut how many connections are cut in each second; the users' sessions are resumed. When
///   null, no connection is cut, and no session is resumed
/// @param port the options of the run's completion port: runtime, provider and name. `workers`
///   replaces its number of workers
/// @param tls the options of encrypted connections; null for connections without TLS
/// @param isWebSocket whether the users connect with WebSocket
/// @param sendsProxyHeaders whether each connection begins with a header of the PROXY protocol
/// @param segment the part of the run that this process runs. The numbers in the other options are
///   numbers of the whole run
public record SwarmOptions(
    List<InetSocketAddress> servers,
    List<InetAddress> sources,
    int clients,
    List<String> scenarios,
    Profile profile,
    Duration duration,
    double rate,
    boolean isClosedLoop,
    int connectRate,
    int roomSize,
    int payloadBytes,
    int workers,
    long seed,
    Logins logins,
    String namePrefix,
    Duration settleTimeout,
    boolean keepsGoing,
    boolean reconnects,
    @Nullable CutRate cut,
    PortOptions port,
    @Nullable ClientTlsOptions tls,
    boolean isWebSocket,
    boolean sendsProxyHeaders,
    Segment segment) {
  private static final int MAX_PREFIX_CHARACTERS = 17;
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final ProfileFile STEADY = ProfileFile.of(Profile.steady(Duration.ofSeconds(10)));

  /// Checks the ranges of the options, and that each group of scenarios occurs once.
  public SwarmOptions {
    servers = List.copyOf(servers);
    sources = List.copyOf(sources);
    scenarios = List.copyOf(scenarios);
    check(!servers.isEmpty(), "the server needs at least one address");
    SwarmLimits.check("clients", clients, 1, SwarmLimits.MAX_CLIENTS);
    int peak = profile.peakClients(clients);
    SwarmLimits.check("the profile's largest number of clients", peak, 0, SwarmLimits.MAX_CLIENTS);
    SwarmLimits.check("connect-rate", connectRate, 1, 100_000);
    SwarmLimits.check("room-size", roomSize, 1, 10_000);
    SwarmLimits.check("payload", payloadBytes, 1, SwarmLimits.MAX_PAYLOAD_BYTES);
    SwarmLimits.check("workers", workers, 1, 64);
    SwarmLimits.check("name-prefix's length", namePrefix.length(), 1, MAX_PREFIX_CHARACTERS);
    check(rate == 0 || (rate >= 0.01 && rate <= 10_000), "rate must be 0.01 to 10000, not " + rate);
    checkTime("duration", duration);
    checkTime("settle", settleTimeout);
    check(logins.size() >= peak, "there are " + logins.size() + " logins for " + peak + " clients");
    check(!scenarios.isEmpty(), "a run needs at least one scenario");
    check(
        new HashSet<>(scenarios).size() == scenarios.size(),
        "each scenario can run only once in a run: " + String.join(", ", scenarios));
  }

  /// Returns a builder with the defaults, for a server with one address.
  public static Builder builder(InetSocketAddress server) {
    return new Builder().servers(List.of(server));
  }

  /// Returns the host and port of the server's first address, as a text for people.
  public String serverName() {
    InetSocketAddress server = servers.getFirst();
    return server.getHostString() + ":" + server.getPort();
  }

  /// Returns the profile that each group of scenarios runs. The profile lasts as long as the
  /// group's part of the duration.
  public Profile profileEach() {
    return profile.lasting(duration.dividedBy(scenarios.size()));
  }

  private static void checkTime(String name, Duration time) {
    check(
        time.compareTo(Duration.ofMillis(1)) >= 0 && time.compareTo(LONGEST) <= 0,
        name + " must be 1ms to 24h, not " + time.toMillis() + "ms");
  }

  private static void check(boolean isGood, String problem) {
    if (!isGood) {
      throw new IllegalArgumentException(problem);
    }
  }

  /// Collects the options, in code or from the command line. Not thread-safe.
  public static final class Builder {
    private List<InetSocketAddress> servers = List.of();

    @Option(
        names = "--clients",
        paramLabel = "N",
        description = "Number of virtual users (100, or the profile's).")
    private @Nullable Integer clients;

    @Option(
        names = "--scenario",
        paramLabel = "NAME",
        split = ",",
        description = "The scenarios that the users run, see below (mixed, or the profile's).")
    private List<String> scenarios = List.of();

    @Option(
        names = "--profile",
        paramLabel = "NAME|FILE",
        description = "Load over time: the number of users and the rate, see below.")
    private @Nullable String profileName;

    private @Nullable Profile profile;

    @Option(
        names = "--duration",
        paramLabel = "TIME",
        description =
            "How long messages are sent in all (10s, or the profile's length). Stretches or"
                + " shortens the profile.")
    private @Nullable Duration duration;

    @Option(
        names = "--rate",
        paramLabel = "R",
        description = "Messages a second of each user; 0 for the scenario's own rate.")
    private @Nullable Double rate;

    @Option(
        names = "--closed-loop",
        description = "A user waits for its replies before its next message.")
    private boolean isClosedLoop;

    @Option(
        names = {"--connect-rate", "--ramp"},
        paramLabel = "N",
        description = "New connections a second (${DEFAULT-VALUE}).")
    private int connectRate = 500;

    @Option(
        names = "--room-size",
        paramLabel = "N",
        description = "Users in a room, for scenarios with rooms (${DEFAULT-VALUE}).")
    private int roomSize = 20;

    @Option(
        names = "--payload",
        paramLabel = "BYTES",
        description =
            "Bytes of each message's content (${DEFAULT-VALUE}). The scenario sets the limit.")
    private int payloadBytes = 32;

    /// The number of workers. The default is half of the processors, because a server on the same
    /// machine needs the other half.
    @Option(
        names = "--workers",
        paramLabel = "N",
        description =
            "Number of threads for I/O, and of threads for sending (half of the processors).")
    private int workers = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    @Option(
        names = "--seed",
        paramLabel = "N",
        description = "Seed of the order of sending, and of the contents (${DEFAULT-VALUE}).")
    private long seed = 1;

    private Logins logins = new Logins.Shared("");

    @Option(
        names = "--from",
        paramLabel = "ADDRESS",
        split = ",",
        description =
            "Addresses of this machine to connect from, in turn, such as 127.0.0.2,127.0.0.3: each"
                + " has about 28,000 ports.")
    private List<InetAddress> sources = List.of();

    @Option(
        names = "--name-prefix",
        paramLabel = "TEXT",
        description = "The beginning of the users' names (swarm and some letters).")
    private String namePrefix = "swarm";

    @Option(
        names = "--settle",
        paramLabel = "TIME",
        defaultValue = "10s",
        description =
            "Longest wait for a login with all its retries, and for the last replies of a group of"
                + " scenarios (${DEFAULT-VALUE}).")
    private Duration settleTimeout = Duration.ofSeconds(10);

    @Option(
        names = "--keep-going",
        description =
            "Goes on when no user can connect, or when all users are disconnected. Without this"
                + " option the run then ends early, and says why.")
    private boolean keepsGoing;

    @Option(
        names = "--reconnect",
        description =
            "A user whose connection ends logs in again under its name, and goes on. For a server"
                + " that is killed and started again during the run.")
    private boolean reconnects;

    @Option(
        names = "--cut",
        paramLabel = "P%/s",
        description =
            "Cuts this share of the connections in each second, such as 5%%/s, and resumes the"
                + " users' sessions. 0%%/s cuts none, but lets the sessions be resumed.")
    private @Nullable String cutText;

    private @Nullable CutRate cut;

    @Option(
        names = "--proxy-header",
        description =
            "Begins each connection with a header of the PROXY protocol, as a proxy in front of the"
                + " server does. Each names another address of 198.18.0.0/15. For a server whose"
                + " proxy.from names this machine.")
    private boolean sendsProxyHeaders;

    private PortOptions port = PortOptions.defaults().withName("swarm");
    private @Nullable ClientTlsOptions tls;
    private boolean isWebSocket;
    private Segment segment = Segment.WHOLE;

    /// Creates a builder with the defaults, and without a server.
    public Builder() {}

    /// Sets all addresses of the server, at least one.
    public Builder servers(List<InetSocketAddress> addresses) {
      servers = addresses;
      return this;
    }

    /// Sets the number of users.
    public Builder clients(int count) {
      clients = count;
      return this;
    }

    /// Sets the groups of scenarios. The default is all scenarios of the game at the same time.
    public Builder scenarios(List<String> names) {
      scenarios = names;
      return this;
    }

    /// Sets the profile. The default is a steady load.
    public Builder profile(Profile load) {
      profile = load;
      return this;
    }

    /// Sets whether a user waits for its replies before its next message.
    public Builder closedLoop(boolean isClosed) {
      isClosedLoop = isClosed;
      return this;
    }

    /// Sets the total time in which messages are sent. The default is the length of the profile.
    public Builder duration(Duration time) {
      duration = time;
      return this;
    }

    /// Sets how many messages each user sends in a second; 0 for each scenario's own rate.
    public Builder rate(double perSecond) {
      rate = perSecond;
      return this;
    }

    /// Sets the number of new connections a second.
    public Builder connectRate(int perSecond) {
      connectRate = perSecond;
      return this;
    }

    /// Sets the number of users in a room.
    public Builder roomSize(int members) {
      roomSize = members;
      return this;
    }

    /// Sets the length of each message's content, in bytes.
    public Builder payloadBytes(int bytes) {
      payloadBytes = bytes;
      return this;
    }

    /// Sets the number of threads for I/O, and also the number of sending threads of each scenario.
    public Builder workers(int count) {
      workers = count;
      return this;
    }

    /// Sets the seed for the order in which users send, and for the contents of messages.
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /// Sets one token for all users.
    public Builder token(String value) {
      return logins(new Logins.Shared(value));
    }

    /// Sets the names and tokens with which users log in.
    public Builder logins(Logins value) {
      logins = value;
      return this;
    }

    /// Sets the addresses of this machine from which the users connect, in turn.
    public Builder from(List<InetAddress> addresses) {
      sources = addresses;
      return this;
    }

    /// Sets the beginning of the users' names.
    public Builder namePrefix(String prefix) {
      namePrefix = prefix;
      return this;
    }

    /// Sets the longest wait for a login with all its retries, and for the last replies of a group
    /// of scenarios.
    public Builder settleTimeout(Duration time) {
      settleTimeout = time;
      return this;
    }

    /// Sets whether the run goes on when no user can connect, or all are disconnected.
    public Builder keepGoing(boolean keepsGoing) {
      this.keepsGoing = keepsGoing;
      return this;
    }

    /// Sets whether a user whose connection ends logs in again under its name, and goes on. The end
    /// of its connection then counts as no disconnect.
    public Builder reconnecting(boolean reconnects) {
      this.reconnects = reconnects;
      return this;
    }

    /// Sets how many connections are cut in each second. The users' sessions are resumed.
    public Builder cut(CutRate rate) {
      cut = rate;
      return this;
    }

    /// Sets the options of the completion port, such as its runtime.
    public Builder port(PortOptions options) {
      port = options;
      return this;
    }

    /// Sets whether the users connect with WebSocket.
    public Builder webSocket(boolean isOn) {
      isWebSocket = isOn;
      return this;
    }

    /// Sets the options of encrypted connections; null for connections without TLS.
    public Builder tls(@Nullable ClientTlsOptions options) {
      tls = options;
      return this;
    }

    /// Sets whether each connection begins with a header of the PROXY protocol.
    public Builder sendsProxyHeaders(boolean sends) {
      sendsProxyHeaders = sends;
      return this;
    }

    /// Sets the part of the run that this process runs.
    public Builder segment(Segment part) {
      segment = part;
      return this;
    }

    /// Builds the options. Options that were not set come from the profile's file or the defaults.
    ///
    /// @throws IllegalArgumentException when an option is out of its range
    public SwarmOptions build() {
      ProfileFile file = profileName == null ? STEADY : Profiles.find(profileName);
      Profile load = profile == null ? file.profile() : profile;
      List<String> groups = scenarios.isEmpty() ? file.scenarios() : scenarios;
      return new SwarmOptions(
          servers,
          sources,
          clients == null ? file.clients().orElse(100) : clients,
          groups.isEmpty() ? List.of(ScenarioRegistry.MIXED) : groups,
          load,
          duration == null ? load.length() : duration,
          rate == null ? file.rate().orElse(0) : rate,
          isClosedLoop,
          connectRate,
          roomSize,
          payloadBytes,
          workers,
          seed,
          logins,
          namePrefix,
          settleTimeout,
          keepsGoing,
          reconnects,
          cut == null && cutText != null ? CutRate.parse(cutText) : cut,
          port,
          tls,
          isWebSocket,
          sendsProxyHeaders,
          segment);
    }
  }
}
