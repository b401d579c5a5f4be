package dev.wharf.game.client.demo;

import dev.wharf.game.client.swarm.GameSwarm;
import dev.wharf.swarm.HostileOption;
import dev.wharf.swarm.ProgressOption;
import dev.wharf.swarm.ReportFiles;
import dev.wharf.swarm.StopOnSignal;
import dev.wharf.swarm.Swarm;
import dev.wharf.swarm.SwarmOptions;
import dev.wharf.swarm.cli.ExitCodes;
import dev.wharf.swarm.cli.Output;
import dev.wharf.swarm.cli.UsageException;
import dev.wharf.swarm.demo.ServerFailedException;
import dev.wharf.swarm.demo.ServerProcess;
import dev.wharf.swarm.hostile.HostilePlan;
import dev.wharf.swarm.hostile.ServerDeadlines;
import dev.wharf.swarm.hostile.StolenToken;
import dev.wharf.swarm.measure.ServerMetrics;
import dev.wharf.swarm.output.Report;
import dev.wharf.swarm.output.Summary;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `wharf demo`.
@Command(
    name = "demo",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Starts a server on a free port, runs a swarm against it (echo for half of the time, then"
            + " chat in rooms of 20), shuts the server down, and shows what came of it.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing was lost, duplicated or out of order, and the server's ledger ended at zero",
      "1:something was, or the server did not start",
      "2:bad usage",
      "130:stopped by Ctrl-C, after the report and an end of the server in order"
    },
    footer = {
      "",
      "Examples:",
      "  wharf demo",
      "  wharf demo --clients 2000 --duration 30s --report demo.html",
      "  wharf demo --hostile 10%%"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final GameSwarm GAME = new GameSwarm();
  private static final Duration TO_START = Duration.ofSeconds(30);
  private static final Duration TO_DRAIN = Duration.ofSeconds(30);

  /// For the report: the server's own figures, on a free port.
  private static final List<String> WITH_METRICS =
      List.of("admin.enabled=true", "admin.address=127.0.0.1", "admin.port=0");

  /// The limits that `--dev` lifts, for hostile clients to run into, and deadlines that pass within
  /// a demo; [#DEADLINES] are the same.
  private static final List<String> FOR_HOSTILE =
      List.of(
          "rate.packets-per-second=100",
          "rate.bytes-per-second=64KiB",
          "session.login-timeout=2s",
          "login.check-timeout=1s",
          "session.frame-timeout=2s",
          "session.write-timeout=2s");

  private static final ServerDeadlines DEADLINES =
      new ServerDeadlines(
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          ServerDeadlines.defaults().idle());

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "500",
      description = "How many clients (${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "For how long messages are sent (${DEFAULT-VALUE}).")
  private Duration duration = Duration.ofSeconds(10);

  @Mixin private ReportFiles files = new ReportFiles();

  @Mixin private HostileOption hostile = new HostileOption();

  @Mixin private ProgressOption progress = new ProgressOption();

  private final @Nullable String launcher;

  /// The run that a signal stops; null while the server starts. The command's thread writes it, and
  /// the signal's thread reads it.
  private volatile @Nullable Swarm running;

  private volatile boolean isStopped;

  /// Made by picocli.
  public DemoCommand() {
    this(System.getenv("WHARF_LAUNCHER"));
  }

  /// @param launcher the script that starts the server
  DemoCommand(@Nullable String launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    String script = launcher();
    Swarm _ = swarm(1); // the options' mistakes, before anything is started
    checkFiles();
    try (StopOnSignal _ = StopOnSignal.watch(this::stop)) {
      return runOnce(Path.of(script));
    } catch (ServerFailedException e) {
      System.err.println("wharf demo: " + e.getMessage());
      return ExitCodes.FAILED;
    }
  }

  private int runOnce(Path script) {
    try (ServerProcess server = ServerProcess.start(script, serverArguments())) {
      say("starting a server on a free port");
      return runAgainst(server);
    }
  }

  private int runAgainst(ServerProcess server) {
    try {
      int port = server.awaitReady(TO_START);
      say("the server listens on port " + port + "; " + clients + " clients are on their way");
      Swarm swarm = swarm(port);
      running = swarm;
      if (isStopped) {
        say("stopped before the first client; draining the server");
        server.stop(TO_DRAIN);
        return ExitCodes.FAILED;
      }
      try (ServerMetrics metrics =
          server.metrics().map(ServerMetrics::poll).orElseGet(ServerMetrics::none)) {
        SwarmResult result = swarm.run(progress.view(System.out, swarm.control()), metrics);
        say("draining the server");
        return report(server, verdict(swarm, result), result, server.stop(TO_DRAIN));
      }
    } catch (ServerFailedException e) {
      showLog(server);
      throw e;
    }
  }

  private void stop() {
    isStopped = true;
    Swarm swarm = running;
    if (swarm != null) {
      swarm.stop();
    }
  }

  private List<String> serverArguments() {
    List<String> arguments = new ArrayList<>(List.of("server", "--port", "0", "--dev"));
    WITH_METRICS.forEach(value -> arguments.addAll(List.of("--set", value)));
    if (!plan().clients().isEmpty()) {
      FOR_HOSTILE.forEach(value -> arguments.addAll(List.of("--set", value)));
    }
    return arguments;
  }

  private static Verdict verdict(Swarm swarm, SwarmResult result) {
    List<Threshold> bounds = Threshold.withDefaults(List.of(), swarm.hostileKindNames());
    return Verdict.of(result, Threshold.withSending(bounds, result));
  }

  private int report(
      ServerProcess server, Verdict verdict, SwarmResult result, ServerProcess.Ending ending) {
    String ledger = ending.ledger().isEmpty() ? "was not told" : ending.ledger();
    List<String> written =
        files.write(
            Report.of(result, verdict, List.of("The server's ledger at its end: " + ledger)));
    Output.print(Summary.lines(result, verdict, List.of("server     " + ledger)));
    Output.print(written);
    if (!ending.isClean() || (!verdict.isGood() && result.isComplete())) {
      showLog(server);
    }
    if (!ending.isClean()) {
      System.err.println(
          "wharf demo: the server ended with code " + ending.exitCode() + ", its ledger " + ledger);
    }
    return verdict.isGood() && ending.isClean() ? ExitCodes.GOOD : ExitCodes.FAILED;
  }

  private Swarm swarm(int port) {
    try {
      SwarmOptions options =
          SwarmOptions.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .clients(clients)
              .duration(duration)
              .scenarios(GAME.scenarios().own())
              .build();
      return new Swarm(options, GAME, plan());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
  }

  private HostilePlan plan() {
    return hostile.plan(GAME.hostileKinds(), clients, StolenToken.NONE).with(DEADLINES);
  }

  private void checkFiles() {
    try {
      files.check();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
  }

  private String launcher() {
    if (launcher == null || launcher.isEmpty()) {
      throw new UsageException("WHARF_LAUNCHER is not set: start this with ./wharf demo");
    }
    return launcher;
  }

  private static void showLog(ServerProcess server) {
    List<String> lines = server.lastLines();
    if (!lines.isEmpty()) {
      System.err.println("---- the end of the server's log");
      lines.forEach(System.err::println);
      System.err.println("----");
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
