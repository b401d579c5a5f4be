package dev.wharf.swarm;

import dev.wharf.swarm.cli.Secret;
import dev.wharf.swarm.cli.ServerAddress;
import dev.wharf.swarm.cli.UsageException;
import dev.wharf.swarm.fleet.ParentPipe;
import dev.wharf.swarm.fleet.Part;
import dev.wharf.swarm.hostile.HostilePlan;
import dev.wharf.swarm.hostile.StolenToken;
import dev.wharf.swarm.measure.ServerMetrics;
import dev.wharf.swarm.output.Report;
import dev.wharf.swarm.profile.Profile;
import dev.wharf.swarm.profile.ProfileFile;
import dev.wharf.swarm.profile.Profiles;
import dev.wharf.swarm.report.Metrics;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `wharf swarm`.
@Command(
    name = "swarm",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Puts load on a server with a swarm of clients, and proves that nothing was lost: each"
            + " message is numbered, and each delivery is checked for its number, order and"
            + " content. Messages are sent at fixed times, whatever has come back, and latencies"
            + " are counted from these times.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all thresholds were kept",
      "1:a threshold was broken, or the run was stopped",
      "2:bad usage"
    },
    footer = {
      "",
      "Scenarios:",
      "@SCENARIOS@",
      "  Several, separated by commas, run one after another and share the duration; with a",
      "  plus between them (echo+chat) they run at the same time. A scenario of your own is",
      "  named by its class.",
      "",
      "Profiles:",
      "  ramp   from no clients to all, then all",
      "  steps  a quarter of the clients, a half, three quarters, all",
      "  spike  five times as many messages in a moment, and back",
      "  soak   an hour in which clients come and go",
      "  churn  clients leave and come back all the time, then half of them, then all at once",
      "  Or a file: docs/swarm-reference.md explains.",
      "",
      "Thresholds: METRIC RELATION NUMBER, with one of < <= > >= == !=.",
      "  Times (with us, ms or s):  mean max p50 p90 p99 p99.9 and any other percentile (p95)",
      "  Counts:  sent not_sent refused expected delivered lost duplicated out_of_order",
      "           corrupted gaps unexpected abandoned settling (delivered after the sending)",
      "  Both for all scenarios (p99), or for one (echo.p99, chat.lost); also echo.rate and",
      "  chat.rate (deliveries a second), and times of connect, login and lag (the generator).",
      "  Of the run:  connected connect.failed logged_in login.failed retried disconnected",
      "               failures left_over stopped processes.lost",
      "  Of hostile clients:  hostile.unpunished hostile.surprises hostile.attempts, and of one",
      "               kind (hostile.flood.unpunished); each kind's first two must be 0.",
      "  Unless you name them, these must be 0: connect.failed login.failed disconnected not_sent",
      "  refused lost duplicated out_of_order corrupted gaps unexpected failures left_over stopped",
      "  and each scenario's sent (echo.sent) must be more than 0.",
      "",
      "A login that the server has no place for at the moment is retried, and counted.",
      "",
      "The server lets a swarm from one address in when it was started with --dev.",
      "",
      "Examples:",
      "  wharf swarm",
      "  wharf swarm --clients 2000 --scenario chat --room-size 50 --duration 30s",
      "  wharf swarm --scenario echo,chat --threshold 'echo.p99 < 5ms' --json result.json",
      "  wharf swarm --clients 200 --duration 60s --hostile 10%%",
      "  wharf swarm --duration 60s --report result.html",
      "  wharf swarm --clients 5000 --processes 2",
      "  wharf swarm --clients 9000 --segment 1/3 --start-at 20:15:00 --json hall-1.json",
      "  wharf swarm merge hall-1.json hall-2.json hall-3.json",
      "  wharf swarm compare before.json after.json"
    })
public final class SwarmCommand implements Callable<Integer> {
  private static final String SCENARIOS_HERE = "@SCENARIOS@";
  private static final int CLIENTS = 100;
  private static final ProfileFile STEADY = ProfileFile.of(Profile.steady(Duration.ofSeconds(10)));
  private static final Secret HOSTILE_TOKEN = new Secret("--hostile-token", "WHARF_HOSTILE_TOKEN");
  private static final int RUN_ID_LENGTH = 6;
  private static final int BASE_36 = 36;

  @Mixin private ServerAddress address = new ServerAddress();

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "How many clients (100, or what the profile says).")
  private @Nullable Integer clients;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      split = ",",
      description = "What they do, see below (mixed, or what the profile says).")
  private List<String> scenarios = List.of();

  @Option(
      names = "--profile",
      paramLabel = "NAME|FILE",
      description = "How many clients and messages there are in the course of time, see below.")
  private @Nullable String profile;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description =
          "For how long messages are sent, in all (10s, or what the profile says; a profile is"
              + " stretched or shortened).")
  private @Nullable Duration duration;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Messages a second of each client; 0 for the scenario's own.")
  private @Nullable Double rate;

  @Option(
      names = "--closed-loop",
      description = "A client waits for its replies before its next message.")
  private boolean closedLoop;

  @Option(
      names = {"--connect-rate", "--ramp"},
      paramLabel = "N",
      defaultValue = "500",
      description = "New connections a second (${DEFAULT-VALUE}).")
  private int connectRate;

  @Option(
      names = "--room-size",
      paramLabel = "N",
      defaultValue = "20",
      description = "Clients in a chat room (${DEFAULT-VALUE}).")
  private int roomSize;

  @Option(
      names = "--payload",
      paramLabel = "BYTES",
      defaultValue = "32",
      description = "Length of each content (${DEFAULT-VALUE}): up to what the scenario takes.")
  private int payload;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Threads for I/O, and as many that send: half of the processors.")
  private @Nullable Integer workers;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the order of sending, and of the contents (${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private LoginOption login = new LoginOption();

  @Mixin private SourceOption source = new SourceOption();

  @Option(
      names = "--name-prefix",
      paramLabel = "TEXT",
      description = "What the clients' names begin with: swarm and some letters.")
  private String namePrefix = "swarm-" + runId();

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      defaultValue = "10s",
      description =
          "How long to wait for a login, with all its tries, and for the last replies of each"
              + " phase (${DEFAULT-VALUE}).")
  private Duration settle = Duration.ofSeconds(10);

  @Option(
      names = "--keep-going",
      description =
          "Goes on when nobody can connect, or when all are disconnected and none comes back;"
              + " without it the run ends then, and says why.")
  private boolean keepGoing;

  @Option(
      names = "--threshold",
      paramLabel = "BOUND",
      description = "What must hold, see below. May be given more than once.")
  private List<String> thresholds = new ArrayList<>();

  @Mixin private ServerMetricsOption serverMetrics = new ServerMetricsOption();

  @Mixin private ReportFiles files = new ReportFiles();

  @Mixin private HostileOption hostile = new HostileOption();

  @Option(
      names = "--hostile-token",
      paramLabel = "NAME=TOKEN",
      description =
          "For the hostile kind replayed-token: of a player who is online. Or in the environment,"
              + " as WHARF_HOSTILE_TOKEN or WHARF_HOSTILE_TOKEN_FILE.")
  private @Nullable String stolenToken;

  @Spec private @Nullable CommandSpec command;

  @Mixin private SegmentOption segment = new SegmentOption();

  @Mixin private ProgressOption progress = new ProgressOption();

  private final SwarmGame game;

  private SwarmCommand(SwarmGame game) {
    this.game = game;
  }

  /// The command with its sub-commands.
  ///
  /// @param game whose clients it plays
  public static CommandLine of(SwarmGame game) {
    CommandLine command =
        new CommandLine(new SwarmCommand(game))
            .addSubcommand(new CompareCommand())
            .addSubcommand(new MergeCommand());
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.footer(
        Stream.of(usage.footer())
            .flatMap(
                line ->
                    line.equals(SCENARIOS_HERE)
                        ? game.scenarios().help().stream()
                        : Stream.of(line))
            .toArray(String[]::new));
    return command;
  }

  @Override
  public Integer call() {
    ParentPipe parent = segment.parent();
    SwarmOptions options;
    Swarm swarm;
    List<Threshold> bounds;
    try {
      Part part = parent == null ? segment.part(namePrefix) : parent.part();
      options = options(part);
      HostilePlan all = hostile.plan(game.hostileKinds(), options.clients(), stolen());
      HostilePlan own = part.segment().number() == 1 ? all : HostilePlan.NONE;
      swarm = new Swarm(options, game, own);
      if (parent != null) {
        return new ChildRun(parent, swarm).run();
      }
      files.check();
      serverMetrics.check();
      segment.check(options);
      bounds = bounds(swarm, all.kindNames());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
    files.deleteOld();
    try (StopOnSignal _ = StopOnSignal.watch(swarm::stop);
        ServerMetrics server = serverMetrics.start()) {
      ProgressView view = progress.view(System.out, swarm.control());
      SwarmResult result =
          segment.run(Objects.requireNonNull(command), options, swarm, view, server);
      Verdict verdict = Verdict.of(result, Threshold.withSending(bounds, result));
      return files.finish(Report.of(result, verdict, List.of()));
    }
  }

  private SwarmOptions options(Part part) {
    ProfileFile file = profile == null ? STEADY : Profiles.find(profile);
    List<String> played = scenarios.isEmpty() ? file.scenarios() : scenarios;
    List<String> acts = played.isEmpty() ? List.of(ScenarioRegistry.MIXED) : played;
    return SwarmOptions.builder(address.resolveAll())
        .from(source.addresses())
        .clients(clients == null ? file.clients().orElse(CLIENTS) : clients)
        .scenarios(acts)
        .profile(file.profile())
        .duration(duration)
        .rate(rate == null ? file.rate().orElse(0) : rate)
        .closedLoop(closedLoop)
        .connectRate(connectRate)
        .roomSize(roomSize)
        .payloadBytes(payload)
        .workers(workers == null ? SwarmOptions.defaultWorkers() : workers)
        .seed(seed)
        .logins(login.logins())
        .namePrefix(part.namePrefix())
        .patience(settle)
        .keepGoing(keepGoing)
        .build()
        .playing(part.segment(), game.scenarios().haveRooms(acts) ? roomSize : 1);
  }

  /// Hostile clients are all of the first segment: the others keep no bounds on them.
  private List<Threshold> bounds(Swarm swarm, List<String> hostileKinds) {
    Set<String> known = swarm.metricNames(hostileKinds);
    List<String> own = swarm.hostileKindNames();
    List<Threshold> asked =
        thresholds.stream()
            .map(text -> Threshold.parse(text, known))
            .filter(one -> !own.isEmpty() || !Metrics.isHostile(one.metric()))
            .toList();
    return Threshold.withDefaults(asked, own, segment.isSplit());
  }

  private StolenToken stolen() {
    String text = HOSTILE_TOKEN.find(stolenToken, null);
    return text.isEmpty() ? StolenToken.NONE : StolenToken.parse(text);
  }

  /// Letters that no other run is likely to have: names and rooms must be its own.
  private static String runId() {
    String random = Long.toString(System.nanoTime() & Long.MAX_VALUE, BASE_36);
    return random.substring(Math.max(0, random.length() - RUN_ID_LENGTH));
  }
}
