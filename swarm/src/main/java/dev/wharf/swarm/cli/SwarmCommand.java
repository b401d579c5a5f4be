package dev.wharf.swarm.cli;

import dev.wharf.swarm.Swarm;
import dev.wharf.swarm.SwarmGame;
import dev.wharf.swarm.SwarmOptions;
import dev.wharf.swarm.hostile.HostileNeed;
import dev.wharf.swarm.hostile.HostilePlan;
import dev.wharf.swarm.hostile.StolenToken;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.output.Report;
import dev.wharf.swarm.process.Assignment;
import dev.wharf.swarm.process.ChildRun;
import dev.wharf.swarm.process.ParentPipe;
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

/// `wharf swarm`: a load test with virtual users.
@Command(
    name = "swarm",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Load-tests a server with virtual users, and proves that no message was lost: each message"
            + " has a number, and the swarm checks the number, order and content of each delivery."
            + " Messages are sent at scheduled times, which do not depend on replies. Latencies"
            + " count from the scheduled times.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the result meets all thresholds",
      "1:a threshold is broken, or the run was stopped",
      "2:wrong options"
    },
    footer = {
      "",
      "Scenarios:",
      "@SCENARIOS@",
      "  A,B runs two scenarios one after the other, each for half of the duration. A+B runs them",
      "  at the same time. For a scenario without a short name, write the name of its class.",
      "",
      "Profiles:",
      "  ramp   from no users to all, then all users for as long again",
      "  steps  a quarter of the users, a half, three quarters, all",
      "  spike  five times as many messages for ten seconds",
      "  soak   an hour in which users come and go",
      "  churn  users leave and come back all the time; then half of them at once, then all",
      "  Or a file of your own, see docs/swarm-reference.md.",
      "",
      "Thresholds: METRIC RELATION NUMBER. The relation is one of < <= > >= == !=.",
      "  Times (in us, ms or s):  mean max p50 p90 p99 p99.9 and any other percentile (p95)",
      "  Counts:  sent not_sent refused expected delivered lost duplicated out_of_order",
      "           corrupted gaps unexpected abandoned settling (delivered after the sending)",
      "  Times and counts are those of all scenarios (p99), or of one (NAME.p99, NAME.lost).",
      "  NAME.rate is a scenario's deliveries a second. connect, login and lag (of the generator)",
      "  have times, too (login.p99).",
      "  Of the run:  connected connect.failed logged_in login.failed retried disconnected",
      "               failures left_over stopped processes.lost",
      "  Of resumes:  resume.cuts resume.absences resume.attempts resume.resumed",
      "               resume.replayed resume.refused, and the times of resume (resume.p99)",
      "  Of hostile clients:  hostile.unpunished hostile.surprises hostile.attempts, and of one",
      "               kind (hostile.flood.unpunished)",
      "  Without a threshold of yours on them, these must be 0: connect.failed login.failed",
      "  disconnected not_sent refused lost duplicated out_of_order corrupted gaps unexpected",
      "  failures left_over stopped processes.lost, and unpunished and surprises of each hostile",
      "  kind. Each scenario's sent (NAME.sent) must be more than 0.",
      "",
      "When the server is full, a user retries its login. Retries are counted.",
      "",
      "A server limits the connections from one address. Start it with --dev to lift the limit.",
      "",
      "Examples:",
      "  ${COMMAND-FULL-NAME}",
      "  ${COMMAND-FULL-NAME} --clients 2000 --rate 2 --duration 30s",
      "  ${COMMAND-FULL-NAME} --threshold 'p99 < 5ms' --json result.json",
      "  ${COMMAND-FULL-NAME} --clients 200 --duration 60s --hostile 10%%",
      "  ${COMMAND-FULL-NAME} --clients 200 --duration 60s --cut 5%%/s",
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

  @Mixin private TlsOption tls = new TlsOption();

  @Mixin private LoginOption login = new LoginOption();

  @Option(
      names = "--threshold",
      paramLabel = "BOUND",
      description = "A condition on the result, see below. May be repeated.")
  private List<String> thresholds = new ArrayList<>();

  @Option(
      names = "--server-metrics",
      paramLabel = "URL",
      description =
          "The server's Prometheus metrics. Reports show them beside the swarm's figures.")
  private @Nullable URI metrics;

  @Option(
      names = "--server-metrics-token-file",
      paramLabel = "FILE",
      description =
          "A file with the server's admin token, for a server on another machine. Or set"
              + " WHARF_ADMIN_TOKEN or WHARF_ADMIN_TOKEN_FILE in the environment.")
  private @Nullable String metricsTokenFile;

  @Mixin private ReportFiles files = new ReportFiles();

  @Mixin private HostileOption hostile = new HostileOption();

  @Option(
      names = "--hostile-token",
      paramLabel = "NAME=TOKEN",
      description =
          "The token of a player that is online, for the hostile kind replayed-token. Or set"
              + " WHARF_HOSTILE_TOKEN or WHARF_HOSTILE_TOKEN_FILE in the environment.")
  private @Nullable String stolenToken;

  @Spec private @Nullable CommandSpec command;

  @Mixin private ProcessesOption processes = new ProcessesOption();

  @Mixin private ProgressOption progress = new ProgressOption();

  private final SwarmGame game;

  private SwarmCommand(SwarmGame game) {
    this.game = game;
  }

  /// Creates the command with its sub-commands.
  ///
  /// @param game the game of the load test
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
      options = options(parent == null ? null : parent.assignment());
      HostilePlan all = hostilePlan(options);
      HostilePlan own = options.segment().number() == 1 ? all : HostilePlan.NONE;
      swarm = new Swarm(options, game, own);
      if (parent != null) {
        return runAsChild(parent, swarm);
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

  private static int runAsChild(ParentPipe parent, Swarm swarm) {
    try (StopOnSignal _ = StopOnSignal.watch(swarm::stop)) {
      return new ChildRun(parent, swarm).run() ? ExitCodes.GOOD : ExitCodes.FAILED;
    }
  }

  /// Builds the options of the run from the command line and the assignment.
  ///
  /// @param assignment the assignment from the parent process; null when there is no parent process
  private SwarmOptions options(@Nullable Assignment assignment) {
    if (assignment != null) {
      run.namePrefix(assignment.namePrefix());
      login.token.set(assignment.secrets().get("--token"));
      stolenToken = assignment.secrets().get("--hostile-token");
    }
    SwarmOptions options =
        run.servers(address.resolveAll())
            .logins(login.logins())
            .tls(tls.options())
            .webSocket(address.isWebSocket())
            .segment(assignment == null ? processes.segment() : assignment.segment())
            .build();
    for (InetAddress source : options.sources()) {
      ServerAddress.checkSource(source);
    }
    return options;
  }

  private HostilePlan hostilePlan(SwarmOptions options) {
    return hostile.plan(
        game.hostileKinds(),
        options.clients(),
        stolen(),
        HostileNeed.fulfilledBy(
            options.tls() != null, options.isWebSocket(), options.sendsProxyHeaders()));
  }

  /// Returns the thresholds of this process. All hostile clients run in the first segment, so that
  /// the other segments have no thresholds on hostile clients.
  private List<Threshold> bounds(Swarm swarm, List<String> ownKinds, List<String> allKinds) {
    Set<String> known = swarm.metricNames(allKinds);
    List<Threshold> own =
        thresholds.stream()
            .map(text -> Threshold.parse(text, known))
            .filter(one -> !ownKinds.isEmpty() || !Metrics.isHostile(one.metric()))
            .toList();
    return Threshold.withDefaults(own, ownKinds, processes.isSplit());
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

  /// Makes letters and digits for the names of users and rooms. The names must differ from the
  /// names in other runs. The text comes from the nanosecond clock.
  private static String runId() {
    String random = Long.toString(System.nanoTime() & Long.MAX_VALUE, BASE_36);
    return random.substring(Math.max(0, random.length() - RUN_ID_LENGTH));
  }
}
