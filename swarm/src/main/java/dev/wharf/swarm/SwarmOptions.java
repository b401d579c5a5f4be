package dev.wharf.swarm;

import dev.wharf.swarm.profile.Profile;
import dev.wharf.swarm.report.Segment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a swarm is to do.
///
/// @param servers all addresses of the server, one or more
/// @param sources addresses of this machine to connect from, in turn; none leaves it to the system
/// @param clients how many clients, 1 to 100,000; shares in the profile are of this
/// @param scenarios the acts, one after another: each a name from the [ScenarioRegistry], or
///   several with a `+` between them, which run at the same time
/// @param profile how many clients and messages there are in the course of time
/// @param duration how long messages are sent in all; each act has an equal part, and the whole
///   profile in it
/// @param rate messages a second of each client; 0 for each scenario's own default. Shares in the
///   profile are of this
/// @param isClosedLoop whether a client waits for its replies before its next message
/// @param connectRate new connections a second
/// @param roomSize how many clients share a chat room
/// @param payloadBytes how long the content of each message is; see also
///   [Scenario#mostPayloadBytes()]
/// @param workers the threads for I/O, and as many again that send
/// @param seed of the order of sending, and of the contents
/// @param logins what clients log in with
/// @param namePrefix what the clients' names begin with; a dash and a number follow
/// @param patience how long to wait for a login, with all its tries, and for the last replies of
///   each phase
/// @param isKeptGoing whether the run goes on when nobody can connect, or all are disconnected
/// @param share which of the clients are this process's: all numbers above are of the whole run
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
    Duration patience,
    boolean isKeptGoing,
    Share share) {
  /// The longest content that fits a frame of 4,096 bytes.
  public static final int MOST_PAYLOAD_BYTES = 4000;

  /// The most clients of one process.
  public static final int MOST_CLIENTS = 100_000;

  private static final int MOST_PREFIX_CHARACTERS = 17;
  private static final Duration LONGEST = Duration.ofHours(24);

  /// Checks the ranges, and that a scenario is named once.
  public SwarmOptions {
    servers = List.copyOf(servers);
    sources = List.copyOf(sources);
    scenarios = List.copyOf(scenarios);
    check(!servers.isEmpty(), "a server has an address");
    range("clients", clients, 1, MOST_CLIENTS);
    range("the profile's most clients", profile.peakClients(clients), 0, MOST_CLIENTS);
    range("connect-rate", connectRate, 1, 100_000);
    range("room-size", roomSize, 1, 10_000);
    range("payload", payloadBytes, 1, MOST_PAYLOAD_BYTES);
    range("workers", workers, 1, 64);
    range("name-prefix's length", namePrefix.length(), 1, MOST_PREFIX_CHARACTERS);
    check(rate == 0 || (rate >= 0.01 && rate <= 10_000), "rate must be 0.01 to 10000, not " + rate);
    checkTime("duration", duration);
    checkTime("settle", patience);
    check(!scenarios.isEmpty(), "there must be a scenario");
    if (logins instanceof Logins.Listed listed) {
      int most = profile.peakClients(clients);
      check(
          listed.logins().size() >= most,
          "there are " + listed.logins().size() + " logins for " + most + " clients");
    }
    check(
        new HashSet<>(scenarios).size() == scenarios.size(),
        "a scenario can be run once: " + String.join(",", scenarios));
  }

  /// Begins with the defaults.
  public static Builder builder(InetSocketAddress server) {
    return builder(List.of(server));
  }

  /// Begins with the defaults.
  ///
  /// @param servers all addresses of the server, one or more
  public static Builder builder(List<InetSocketAddress> servers) {
    return new Builder(servers);
  }

  /// The first of the server's addresses.
  public InetSocketAddress server() {
    return servers.getFirst();
  }

  /// Half of the processors: where the server is on the same machine, it needs the others.
  public static int defaultWorkers() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /// The same for one of several processes.
  ///
  /// @throws IllegalArgumentException when it would have no clients
  ///
  /// @param block how many clients, one after another, have to be of one process
  SwarmOptions playing(Segment segment, int block) {
    int processes = segment.count();
    int blocks = (clients + block - 1) / block;
    check(
        processes <= blocks,
        processes
            + " processes are too many for "
            + clients
            + " clients"
            + (block == 1
                ? ""
                : " in rooms of " + block + ": a room's members are of one process"));
    return withShare(new Share(segment.number() - 1, processes, block));
  }

  SwarmOptions withShare(Share mine) {
    return new SwarmOptions(
        servers,
        sources,
        clients,
        scenarios,
        profile,
        duration,
        rate,
        isClosedLoop,
        connectRate,
        roomSize,
        payloadBytes,
        workers,
        seed,
        logins,
        namePrefix,
        patience,
        isKeptGoing,
        mine);
  }

  /// Which part of the run is this process's.
  Segment segment() {
    return new Segment(share.index() + 1, share.processes());
  }

  /// New connections a second, of this process.
  int ownConnectRate() {
    return Math.max(1, share.part(connectRate));
  }

  /// The profile of each act.
  Profile profileEach() {
    return profile.lasting(duration.dividedBy(scenarios.size()));
  }

  static void range(String name, int value, int min, int max) {
    check(value >= min && value <= max, name + " must be " + min + " to " + max + ", not " + value);
  }

  private static void checkTime(String name, Duration time) {
    check(
        time.compareTo(Duration.ofMillis(1)) >= 0 && time.compareTo(LONGEST) <= 0,
        name + " must be 1ms to 24h, not " + time.toMillis() + "ms");
  }

  private static void check(boolean good, String problem) {
    if (!good) {
      throw new IllegalArgumentException(problem);
    }
  }

  /// Gathers options. For one thread.
  public static final class Builder {
    private final List<InetSocketAddress> servers;
    private List<InetAddress> sources = List.of();
    private int clients = 100;
    private List<String> scenarios = List.of("echo");
    private Profile profile = Profile.steady(Duration.ofSeconds(10));
    private @Nullable Duration duration;
    private double rate;
    private boolean isClosedLoop;
    private int connectRate = 500;
    private int roomSize = 20;
    private int payloadBytes = 32;
    private int workers = defaultWorkers();
    private long seed = 1;
    private Logins logins = new Logins.Shared("");
    private String namePrefix = "swarm";
    private Duration patience = Duration.ofSeconds(10);
    private boolean isKeptGoing;

    private Builder(List<InetSocketAddress> servers) {
      this.servers = servers;
    }

    /// How many clients.
    public Builder clients(int count) {
      clients = count;
      return this;
    }

    /// What they do.
    public Builder scenarios(List<String> names) {
      scenarios = names;
      return this;
    }

    /// How many clients and messages there are in the course of time.
    public Builder profile(Profile course) {
      profile = course;
      return this;
    }

    /// Whether a client waits for its replies before its next message.
    public Builder closedLoop(boolean isClosed) {
      isClosedLoop = isClosed;
      return this;
    }

    /// For how long, in all; null for as long as the profile says.
    public Builder duration(@Nullable Duration time) {
      duration = time;
      return this;
    }

    /// Messages a second of each client; 0 for each scenario's default.
    public Builder rate(double perSecond) {
      rate = perSecond;
      return this;
    }

    /// New connections a second.
    public Builder connectRate(int perSecond) {
      connectRate = perSecond;
      return this;
    }

    /// Clients in a room.
    public Builder roomSize(int members) {
      roomSize = members;
      return this;
    }

    /// The length of the content.
    public Builder payloadBytes(int bytes) {
      payloadBytes = bytes;
      return this;
    }

    /// Threads for I/O.
    public Builder workers(int count) {
      workers = count;
      return this;
    }

    /// Of all that looks random.
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /// Sets one token for all clients.
    public Builder token(String value) {
      return logins(new Logins.Shared(value));
    }

    /// Sets the names and tokens that the clients log in with.
    public Builder logins(Logins value) {
      logins = value;
      return this;
    }

    /// Addresses of this machine to connect from, in turn.
    public Builder from(List<InetAddress> addresses) {
      sources = addresses;
      return this;
    }

    /// What names begin with.
    public Builder namePrefix(String prefix) {
      namePrefix = prefix;
      return this;
    }

    /// How long to wait for a login, and for the last replies of each phase.
    public Builder patience(Duration time) {
      patience = time;
      return this;
    }

    /// Whether the run goes on when nobody can connect, or all are disconnected.
    public Builder keepGoing(boolean isKept) {
      isKeptGoing = isKept;
      return this;
    }

    /// The options.
    ///
    /// @throws IllegalArgumentException when one of them is out of its range
    public SwarmOptions build() {
      return new SwarmOptions(
          servers,
          sources,
          clients,
          scenarios,
          profile,
          duration == null ? profile.length() : duration,
          rate,
          isClosedLoop,
          connectRate,
          roomSize,
          payloadBytes,
          workers,
          seed,
          logins,
          namePrefix,
          patience,
          isKeptGoing,
          Share.ALL);
    }
  }
}
