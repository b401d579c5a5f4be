package dev.wharf.client.swarm;

import dev.wharf.client.cli.ExitCodes;
import dev.wharf.client.cli.ServerAddress;
import dev.wharf.client.cli.UsageException;
import dev.wharf.client.swarm.measure.ServerMetrics;
import dev.wharf.client.swarm.report.Metrics;
import dev.wharf.client.swarm.report.Report;
import dev.wharf.client.swarm.report.Summary;
import dev.wharf.client.swarm.report.SwarmResult;
import dev.wharf.client.swarm.report.Threshold;
import dev.wharf.client.swarm.report.Verdict;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `wharf swarm`.
@Command(
    name = "swarm",
    subcommands = CompareCommand.class,
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
      "  echo   each client sends requests (4 a second) and gets them back",
      "  chat   clients in rooms say something (1 a second); all in the room receive it",
      "  mixed  both at the same time",
      "  Several, separated by commas, run one after another and share the duration.",
      "",
      "Thresholds: METRIC RELATION NUMBER, with one of < <= > >= == !=.",
      "  Times (with us, ms or s):  mean p50 p90 p99 p99.9 max",
      "  Counts:  sent not_sent refused expected delivered lost duplicated out_of_order",
      "           corrupted gaps unexpected",
      "  Both for all scenarios (p99), or for one (echo.p99, chat.lost); also echo.rate and",
      "  chat.rate (deliveries a second), and times of connect, login and lag (the generator).",
      "  Of the run:  connected connect.failed logged_in login.failed disconnected failures",
      "               left_over stopped",
      "  Unless you name them, these must be 0: connect.failed login.failed disconnected not_sent",
      "  refused lost duplicated out_of_order corrupted gaps unexpected failures left_over stopped",
      "",
      "The server lets a swarm from one address in when it was started with --dev.",
      "",
      "Examples:",
      "  wharf swarm",
      "  wharf swarm --clients 2000 --scenario chat --room-size 50 --duration 30s",
      "  wharf swarm --scenario echo,chat --threshold 'echo.p99 < 5ms' --json result.json",
      "  wharf swarm --duration 60s --report result.html",
      "  wharf swarm compare before.json after.json"
    })
public final class SwarmCommand implements Callable<Integer> {
  private static final int RUN_ID_LENGTH = 6;
  private static final int BASE_36 = 36;

  @Mixin private ServerAddress address = new ServerAddress();

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many clients (${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "mixed",
      description = "What they do, see below (${DEFAULT-VALUE}).")
  private List<String> scenarios = List.of();

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "For how long messages are sent, in all (${DEFAULT-VALUE}).")
  private Duration duration = Duration.ofSeconds(10);

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "0",
      description = "Messages a second of each client; 0 for the scenario's own.")
  private double rate;

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
      description =
          "Length of each content (${DEFAULT-VALUE}): up to 256, with echo alone up to 4000.")
  private int payload;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Threads for I/O, and as many that send: half of the processors.")
  private int workers = SwarmOptions.defaultWorkers();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the order of sending, and of the contents (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--token",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What the server's authenticator asks for.")
  private String token = "";

  @Option(
      names = "--name-prefix",
      paramLabel = "TEXT",
      description = "What the clients' names begin with: swarm and some letters.")
  private String namePrefix = "swarm-" + runId();

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long to wait for the last replies of each phase (${DEFAULT-VALUE}).")
  private Duration settle = Duration.ofSeconds(10);

  @Option(
      names = "--threshold",
      paramLabel = "BOUND",
      description = "What must hold, see below. May be given more than once.")
  private List<String> thresholds = new ArrayList<>();

  @Option(
      names = "--server-metrics",
      paramLabel = "URL",
      description = "Where the server tells its own figures; they are noted beside the swarm's.")
  private @Nullable URI serverMetrics;

  @Mixin private ReportFiles files = new ReportFiles();

  @Mixin private ProgressOption progress = new ProgressOption();

  /// Made by picocli.
  public SwarmCommand() {}

  @Override
  public Integer call() {
    Swarm swarm;
    List<Threshold> bounds;
    try {
      files.check();
      checkServerMetrics();
      swarm = new Swarm(options(), ScenarioRegistry.standard());
      bounds = bounds(swarm);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
    try (StopOnSignal _ = StopOnSignal.watch(swarm::stop);
        ServerMetrics server =
            serverMetrics == null ? ServerMetrics.none() : ServerMetrics.poll(serverMetrics)) {
      return report(swarm.run(progress.view(System.out), server), bounds);
    }
  }

  private int report(SwarmResult result, List<Threshold> bounds) {
    Verdict verdict = Verdict.of(result, bounds);
    Summary.lines(result, verdict, List.of()).forEach(System.out::println);
    System.out.flush();
    files.write(Report.of(result, verdict, List.of()));
    return verdict.isGood() ? ExitCodes.GOOD : ExitCodes.FAILED;
  }

  private SwarmOptions options() {
    return SwarmOptions.builder(address.resolve())
        .clients(clients)
        .scenarios(scenarios)
        .duration(duration)
        .rate(rate)
        .connectRate(connectRate)
        .roomSize(roomSize)
        .payloadBytes(payload)
        .workers(workers)
        .seed(seed)
        .token(token)
        .namePrefix(namePrefix)
        .patience(settle)
        .build();
  }

  private List<Threshold> bounds(Swarm swarm) {
    Set<String> known = Metrics.names(swarm.scenarioNames());
    return Threshold.withDefaults(
        thresholds.stream().map(text -> Threshold.parse(text, known)).toList());
  }

  private void checkServerMetrics() {
    if (serverMetrics != null) {
      ServerMetrics.checkAddress(serverMetrics);
    }
  }

  /// Letters that no other run is likely to have: names and rooms must be its own.
  private static String runId() {
    String random = Long.toString(System.nanoTime() & Long.MAX_VALUE, BASE_36);
    return random.substring(Math.max(0, random.length() - RUN_ID_LENGTH));
  }
}
