package dev.wharf.client.swarm;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/// What a swarm is to do.
///
/// @param server where to connect to
/// @param clients how many clients, 1 to 100,000
/// @param scenarios names from the [ScenarioRegistry], run one after another, each once
/// @param duration how long messages are sent in all; each scenario has an equal part
/// @param rate messages a second of each client; 0 for each scenario's own default
/// @param connectRate new connections a second
/// @param roomSize how many clients share a chat room
/// @param payloadBytes how long the content of each message is; chat takes up to 256
/// @param workers the threads for I/O, and as many again that send
/// @param seed of the order of sending, and of the contents
/// @param token to log in with
/// @param namePrefix what the clients' names begin with; a dash and a number follow
/// @param patience how long to wait for the last replies of each phase
public record SwarmOptions(
    InetSocketAddress server,
    int clients,
    List<String> scenarios,
    Duration duration,
    double rate,
    int connectRate,
    int roomSize,
    int payloadBytes,
    int workers,
    long seed,
    String token,
    String namePrefix,
    Duration patience) {
  /// The longest content that fits a frame of 4,096 bytes.
  public static final int MOST_PAYLOAD_BYTES = 4000;

  private static final int MOST_CHAT_CHARACTERS = 256;
  private static final int MOST_PREFIX_CHARACTERS = 17;
  private static final Duration LONGEST = Duration.ofHours(24);

  /// Checks the ranges, and that a scenario is named once.
  public SwarmOptions {
    scenarios = List.copyOf(scenarios);
    range("clients", clients, 1, 100_000);
    range("connect-rate", connectRate, 1, 100_000);
    range("room-size", roomSize, 1, 10_000);
    range("payload", payloadBytes, 1, mostPayloadBytes(scenarios));
    range("workers", workers, 1, 64);
    range("name-prefix's length", namePrefix.length(), 1, MOST_PREFIX_CHARACTERS);
    check(rate == 0 || (rate >= 0.01 && rate <= 10_000), "rate must be 0.01 to 10000, not " + rate);
    checkTime("duration", duration);
    checkTime("settle", patience);
    check(!scenarios.isEmpty(), "there must be a scenario");
    check(
        new HashSet<>(scenarios).size() == scenarios.size(),
        "a scenario can be run once: " + String.join(",", scenarios));
  }

  /// Begins with the defaults.
  public static Builder builder(InetSocketAddress server) {
    return new Builder(server);
  }

  /// Half of the processors: where the server is on the same machine, it needs the others.
  public static int defaultWorkers() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /// The part of [#duration] that each scenario has.
  public Duration durationEach() {
    return duration.dividedBy(scenarios.size());
  }

  /// Echo is the only one of the standard scenarios whose content may be longer than a chat text.
  private static int mostPayloadBytes(List<String> scenarios) {
    return scenarios.equals(List.of("echo")) ? MOST_PAYLOAD_BYTES : MOST_CHAT_CHARACTERS;
  }

  private static void range(String name, int value, int min, int max) {
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
    private final InetSocketAddress server;
    private int clients = 100;
    private List<String> scenarios = List.of("echo");
    private Duration duration = Duration.ofSeconds(10);
    private double rate;
    private int connectRate = 500;
    private int roomSize = 20;
    private int payloadBytes = 32;
    private int workers = defaultWorkers();
    private long seed = 1;
    private String token = "";
    private String namePrefix = "swarm";
    private Duration patience = Duration.ofSeconds(10);

    private Builder(InetSocketAddress server) {
      this.server = server;
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

    /// For how long, in all.
    public Builder duration(Duration time) {
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

    /// To log in with.
    public Builder token(String value) {
      token = value;
      return this;
    }

    /// What names begin with.
    public Builder namePrefix(String prefix) {
      namePrefix = prefix;
      return this;
    }

    /// How long to wait for the last replies of each phase.
    public Builder patience(Duration time) {
      patience = time;
      return this;
    }

    /// The options.
    ///
    /// @throws IllegalArgumentException when one of them is out of its range
    public SwarmOptions build() {
      return new SwarmOptions(
          server,
          clients,
          scenarios,
          duration,
          rate,
          connectRate,
          roomSize,
          payloadBytes,
          workers,
          seed,
          token,
          namePrefix,
          patience);
    }
  }
}
