package dev.wharf.swarm.demo;

import dev.wharf.swarm.Swarm;
import dev.wharf.swarm.SwarmGame;
import dev.wharf.swarm.SwarmOptions;
import dev.wharf.swarm.cli.ExitCodes;
import dev.wharf.swarm.cli.HostileOption;
import dev.wharf.swarm.cli.ProgressOption;
import dev.wharf.swarm.cli.ReportFiles;
import dev.wharf.swarm.cli.StopOnSignal;
import dev.wharf.swarm.cli.UsageException;
import dev.wharf.swarm.hostile.HostilePlan;
import dev.wharf.swarm.hostile.ServerDeadlines;
import dev.wharf.swarm.hostile.StolenToken;
import dev.wharf.swarm.report.Threshold;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `wharf demo`: starts a server, and a swarm that runs all scenarios of the game one after
/// another, or walks through the game's world.
@Command(
    name = "demo",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Starts the game's server on a free port, runs all scenarios of the swarm against it one"
            + " after another, shuts the server down, and prints the result. With --world, the"
            + " users walk through the game's world instead, and a page in the browser shows them.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the result meets all thresholds, and the server's ledger was zero at its end",
      "1:a threshold is broken, the ledger was not zero, or the server did not start",
      "2:wrong options",
      "130:stopped by Ctrl-C, after the report and the drain of the server"
    },
    footer = {
      "",
      "Examples:",
      "  ${COMMAND-FULL-NAME}",
      "  ${COMMAND-FULL-NAME} --clients 2000 --duration 30s --report demo.html",
      "  ${COMMAND-FULL-NAME} --hostile 10%%",
      "  ${COMMAND-FULL-NAME} --world"
    })
public final class DemoCommand implements Callable<Integer> {
  /// Settings that switch on the server's metrics on a free port, for the report.
  private static final List<String> METRICS_SETTINGS =
      List.of("admin.enabled=true", "admin.address=127.0.0.1", "admin.port=0");

  /// Settings for a server with hostile clients: limits that `--dev` would lift, and deadlines
  /// short enough to pass within a demo. [#DEADLINES] has the same deadlines.
  private static final List<String> HOSTILE_SETTINGS =
      List.of(
          "rate.packets-per-second=100",
          "rate.bytes-per-second=64KiB",
          "session.handshake-timeout=2s",
          "session.login-timeout=2s",
          "login.check-timeout=1s",
          "session.frame-timeout=2s",
          "session.write-timeout=2s");

  private static final ServerDeadlines DEADLINES =
      new ServerDeadlines(
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          ServerDeadlines.defaults().idle());

  /// The threshold of a run that has no end but the signal.
  private static final Threshold MAY_BE_STOPPED =
      new Threshold("stopped", Threshold.Relation.AT_MOST, 1, "stopped <= 1");

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "Number of virtual users (500; with --world 2000).")
  private @Nullable Integer clients;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "How long messages are sent in all (10s; with --world until Ctrl-C).")
  private @Nullable Duration duration;

  @Mixin private WorldOption world = new WorldOption();

  @Mixin private DemoConnections connections = new DemoConnections();

  @Mixin private ReportFiles files = new ReportFiles();

  @Mixin private HostileOption hostile = new HostileOption();

  @Mixin private ProgressOption progress = new ProgressOption();

  @Spec private @Nullable CommandSpec command;

  private final SwarmGame game;
  private final String launcher;

  /// Creates the command. The environment variable `WHARF_LAUNCHER` names the script that starts
  /// the server.
  ///
  /// @param game the game whose scenarios run
  public DemoCommand(SwarmGame game) {
    this(game, System.getenv().getOrDefault("WHARF_LAUNCHER", ""));
  }

  /// Creates the command with a launcher.
  ///
  /// @param launcher the path of the script that starts the server
  DemoCommand(SwarmGame game, String launcher) {
    this.game = game;
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    if (launcher.isEmpty()) {
      throw new UsageException(
          "WHARF_LAUNCHER is not set: start the demo with the project's launcher");
    }
    DemoWorld shown = world.find(game);
    if (shown != null) {
      connections.checkForBrowser();
    }
    try {
      Swarm _ = swarm(shown, 1); // checks the options before a server is started
      files.check();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
    files.deleteOld();
    return run(shown);
  }

  private int run(@Nullable DemoWorld shown) {
    String name = Objects.requireNonNull(command, "set by picocli").qualifiedName();
    DemoReport report = new DemoReport(name, files, thresholds(shown));
    DemoRun run = new DemoRun(connections, port -> swarm(shown, port), progress, report);
    Path program = Path.of(launcher).toAbsolutePath();
    try (StopOnSignal _ = StopOnSignal.watch(run::stop);
        PageServer page = shown == null ? null : WorldOption.serve(shown, program);
        ServerProcess server = ServerProcess.start(program, serverArguments(shown))) {
      System.out.println("starting a server on a free port");
      return run.against(server, page);
    } catch (ServerFailedException e) {
      report.error(String.valueOf(e.getMessage()));
      return ExitCodes.FAILED;
    }
  }

  private List<String> serverArguments(@Nullable DemoWorld shown) {
    List<String> settings = new ArrayList<>(METRICS_SETTINGS);
    settings.addAll(connections.settings());
    if (shown != null) {
      settings.addAll(WorldOption.settings());
    }
    if (!plan(shown).clients().isEmpty()) {
      settings.addAll(HOSTILE_SETTINGS);
    }
    List<String> arguments = new ArrayList<>(List.of("server", "--port", "0", "--dev"));
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return arguments;
  }

  private List<Threshold> thresholds(@Nullable DemoWorld shown) {
    boolean hasNoEnd = shown != null && duration == null;
    return Threshold.withDefaults(
        hasNoEnd ? List.of(MAY_BE_STOPPED) : List.of(), plan(shown).kindNames());
  }

  private Swarm swarm(@Nullable DemoWorld shown, int port) {
    DemoLoad load = load(shown);
    SwarmOptions.Builder options =
        SwarmOptions.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .clients(load.clients())
            .profile(load.profile())
            .duration(load.duration())
            .scenarios(load.scenarios())
            .connectRate(load.connectRate());
    return new Swarm(connections.addTo(options).build(), game, plan(shown));
  }

  private HostilePlan plan(@Nullable DemoWorld shown) {
    return hostile
        .plan(
            game.hostileKinds(),
            load(shown).clients(),
            StolenToken.NONE,
            connections.needsFulfilled())
        .with(DEADLINES);
  }

  private DemoLoad load(@Nullable DemoWorld shown) {
    DemoLoad load = shown == null ? DemoLoad.ofScenarios(game) : DemoLoad.ofWorld(shown);
    return new DemoLoad(
        load.scenarios(),
        clients == null ? load.clients() : clients,
        duration == null ? load.duration() : duration,
        load.connectRate(),
        load.first());
  }
}
