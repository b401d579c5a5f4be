package dev.wharf.swarm.cli;

import dev.wharf.swarm.Swarm;
import dev.wharf.swarm.SwarmGame;
import dev.wharf.swarm.SwarmOptions;
import dev.wharf.swarm.fleet.ParentPipe;
import dev.wharf.swarm.fleet.Part;
import dev.wharf.swarm.hostile.HostilePlan;
import dev.wharf.swarm.hostile.StolenToken;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.output.Report;
import dev.wharf.swarm.report.Metrics;
import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Verdict;
import java.net.InetAddress;
import java.net.URI;
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
      "  ${COMMAND-FULL-NAME}",
      "  ${COMMAND-FULL-NAME} --clients 2000 --scenario chat --room-size 50 --duration 30s",
      "  ${COMMAND-FULL-NAME} --scenario echo,chat --threshold 'echo.p99 < 5ms' --json result.json",
      "  ${COMMAND-FULL-NAME} --clients 200 --duration 60s --hostile 10%%",
      "  ${COMMAND-FULL-NAME} --duration 60s --report result.html",
      "  ${COMMAND-FULL-NAME} --clients 5000 --processes 2",
      "  ${COMMAND-FULL-NAME} --clients 9000 --segment 1/3 --start-at 20:15:00 --json hall-1.json",
      "  ${COMMAND-FULL-NAME} merge hall-1.json hall-2.json hall-3.json",
      "  ${COMMAND-FULL-NAME} compare before.json after.json"
    })
public final class SwarmCommand implements Callable<Integer> {
  private static final String SCENARIOS_HERE = "@SCENARIOS@";
  private static final Secret HOSTILE_TOKEN = new Secret("--hostile-token", "WHARF_HOSTILE_TOKEN");
  private static final Secret METRICS_TOKEN =
      new Secret("--server-metrics-token", "WHARF_ADMIN_TOKEN");
  private static final int RUN_ID_LENGTH = 6;
  private static final int BASE_36 = 36;

  @Mixin private ServerAddress address = new ServerAddress();

  @Mixin
  private SwarmOptions.Builder run = new SwarmOptions.Builder().namePrefix("swarm-" + runId());

  @Mixin private LoginOption login = new LoginOption();

  @Option(
      names = "--threshold",
      paramLabel = "BOUND",
      description = "What must hold, see below. May be given more than once.")
  private List<String> thresholds = new ArrayList<>();

  @Option(
      names = "--server-metrics",
      paramLabel = "URL",
      description = "Where the server tells its own figures; they are noted beside the swarm's.")
  private @Nullable URI metrics;

  @Option(
      names = "--server-metrics-token-file",
      paramLabel = "FILE",
      description =
          "A file that has the server's admin token alone, which an admin port asks for that other"
              + " machines can reach. Or in the environment, as WHARF_ADMIN_TOKEN or"
              + " WHARF_ADMIN_TOKEN_FILE.")
  private @Nullable String metricsTokenFile;

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

  @Mixin private ProcessesOption processes = new ProcessesOption();

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
    ParentPipe parent = processes.parent();
    SwarmOptions options;
    Swarm swarm;
    List<Threshold> bounds;
    try {
      options = options(parent == null ? null : parent.part());
      HostilePlan all = hostile.plan(game.hostileKinds(), options.clients(), stolen());
      HostilePlan own = options.segment().number() == 1 ? all : HostilePlan.NONE;
      swarm = new Swarm(options, game, own);
      if (parent != null) {
        return new ChildRun(parent, swarm).run();
      }
      files.check();
      checkMetrics();
      processes.check(options, part -> new Swarm(run.segment(part).build(), game));
      bounds = bounds(swarm, own.kindNames(), all.kindNames());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
    files.deleteOld();
    try (StopOnSignal _ = StopOnSignal.watch(swarm::stop);
        MetricsPoller server = startMetrics()) {
      ProgressView view = progress.view(System.out, swarm.control());
      SwarmResult result =
          processes.run(Objects.requireNonNull(command), options, swarm, view, server);
      Verdict verdict = Verdict.of(result, Threshold.withSending(bounds, result));
      return files.finish(Report.of(result, verdict, List.of()));
    }
  }

  /// @param part from the parent process; null for others
  private SwarmOptions options(@Nullable Part part) {
    if (part != null) {
      run.namePrefix(part.namePrefix());
      login.token.set(part.secrets().get("--token"));
      stolenToken = part.secrets().get("--hostile-token");
    }
    SwarmOptions options =
        run.servers(address.resolveAll())
            .logins(login.logins())
            .segment(part == null ? processes.segment() : part.segment())
            .build();
    for (InetAddress source : options.sources()) {
      ServerAddress.checkSource(source);
    }
    return options;
  }

  /// Hostile clients are all of the first segment: the others keep no bounds on them.
  private List<Threshold> bounds(Swarm swarm, List<String> ownKinds, List<String> allKinds) {
    Set<String> known = swarm.metricNames(allKinds);
    List<Threshold> asked =
        thresholds.stream()
            .map(text -> Threshold.parse(text, known))
            .filter(one -> !ownKinds.isEmpty() || !Metrics.isHostile(one.metric()))
            .toList();
    return Threshold.withDefaults(asked, ownKinds, processes.isSplit());
  }

  private StolenToken stolen() {
    String text = HOSTILE_TOKEN.find(stolenToken, null);
    return text.isEmpty() ? StolenToken.NONE : StolenToken.parse(text);
  }

  private void checkMetrics() {
    if (metrics != null) {
      MetricsPoller.checkAddress(metrics);
      MetricsPoller.checkToken(metricsToken());
    }
  }

  private MetricsPoller startMetrics() {
    return metrics == null ? MetricsPoller.none() : MetricsPoller.poll(metrics, metricsToken());
  }

  private String metricsToken() {
    return METRICS_TOKEN.find(null, metricsTokenFile);
  }

  /// Letters that no other run is likely to have: names and rooms must be its own.
  private static String runId() {
    String random = Long.toString(System.nanoTime() & Long.MAX_VALUE, BASE_36);
    return random.substring(Math.max(0, random.length() - RUN_ID_LENGTH));
  }
}
