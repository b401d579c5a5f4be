package dev.wharf.swarm.demo;

import dev.wharf.swarm.Swarm;
import dev.wharf.swarm.SwarmGame;
import dev.wharf.swarm.SwarmOptions;
import dev.wharf.swarm.cli.ExitCodes;
import dev.wharf.swarm.cli.HostileOption;
import dev.wharf.swarm.cli.Output;
import dev.wharf.swarm.cli.ProgressOption;
import dev.wharf.swarm.cli.ReportFiles;
import dev.wharf.swarm.cli.StopOnSignal;
import dev.wharf.swarm.cli.UsageException;
import dev.wharf.swarm.hostile.HostileNeed;
import dev.wharf.swarm.hostile.HostilePlan;
import dev.wharf.swarm.hostile.ServerDeadlines;
import dev.wharf.swarm.hostile.StolenToken;
import dev.wharf.swarm.measure.MetricsPoller;
import dev.wharf.swarm.output.Report;
import dev.wharf.swarm.output.Summary;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Verdict;
import dev.wharf.transport.tls.ClientTlsOptions;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `wharf demo`: starts a server, and a swarm that runs all scenarios of the game one after
/// another.
@Command(
    name = "demo",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Starts the game's server on a free port, runs all scenarios of the swarm against it one"
            + " after another, shuts the server down, and prints the result.",
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
      "  ${COMMAND-FULL-NAME} --hostile 10%%"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(30);

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

  /// Settings for a server that takes the users' connections for those of a proxy.
  private static final List<String> PROXY_SETTINGS =
      List.of("proxy.protocol=any", "proxy.from=127.0.0.1");

  private static final Path TLS_FOLDER = Path.of("run", "tls");
  private static final Path CERTIFICATE = TLS_FOLDER.resolve("certificate.pem");

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "500",
      description = "Number of virtual users (${DEFAULT-VALUE}).")
  private int clients;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long messages are sent in all (${DEFAULT-VALUE}).")
  private Duration duration = Duration.ofSeconds(10);

  @Option(
      names = "--tls",
      description =
          "Encrypts all connections. The server makes a certificate in the folder run/tls, and the"
              + " users trust it.")
  private boolean isEncrypted;

  @Option(
      names = "--websocket",
      description = "Lets the server open a second port for WebSocket, to which all users connect.")
  private boolean isWebSocket;

  @Option(
      names = "--proxy-header",
      description =
          "Lets the server demand a header of the PROXY protocol, which the users send, as a proxy"
              + " in front of the server does.")
  private boolean sendsProxyHeaders;

  @Mixin private ReportFiles files = new ReportFiles();

  @Mixin private HostileOption hostile = new HostileOption();

  @Mixin private ProgressOption progress = new ProgressOption();

  @Spec private @Nullable CommandSpec command;

  private final SwarmGame game;
  private final String launcher;

  /// The run that a signal stops; null while the server starts. The thread of the command writes
  /// it, and the thread of the shutdown hook reads it.
  private volatile @Nullable Swarm running;

  private volatile boolean isStopped;

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
    try {
      Swarm _ = swarm(1); // checks the options before a server is started
      files.check();
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
    files.deleteOld();
    try (StopOnSignal _ = StopOnSignal.watch(this::stop);
        ServerProcess server = ServerProcess.start(Path.of(launcher), serverArguments())) {
      System.out.println("starting a server on a free port");
      return runAgainst(server);
    } catch (ServerFailedException e) {
      printError(e.getMessage());
      return ExitCodes.FAILED;
    }
  }

  private int runAgainst(ServerProcess server) {
    try {
      int plainPort = server.awaitReady(START_TIMEOUT);
      int port = isWebSocket ? server.webSocketPort().orElse(plainPort) : plainPort;
      System.out.println(
          "the server listens on port " + port + "; " + clients + " users are connecting");
      Swarm swarm = swarm(port);
      running = swarm;
      if (isStopped) {
        System.out.println("stopped before the first user connected; draining the server");
        server.stop(DRAIN_TIMEOUT);
        return ExitCodes.FAILED;
      }
      try (MetricsPoller metrics =
          server.metrics().map(MetricsPoller::poll).orElseGet(MetricsPoller::none)) {
        SwarmResult result = swarm.run(progress.view(System.out, swarm.control()), metrics);
        System.out.println("draining the server");
        return report(server, result, server.stop(DRAIN_TIMEOUT));
      }
    } catch (ServerFailedException e) {
      if (isStopped && running == null) { // the signal has ended the server, too
        System.out.println("stopped before the first user connected");
        return ExitCodes.FAILED;
      }
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
    METRICS_SETTINGS.forEach(value -> arguments.addAll(List.of("--set", value)));
    if (isEncrypted) {
      arguments.add("--tls");
      arguments.addAll(List.of("--set", "tls.development-folder=" + TLS_FOLDER));
    }
    if (isWebSocket) {
      arguments.addAll(List.of("--websocket", "--set", "websocket.port=0"));
    }
    if (sendsProxyHeaders) {
      PROXY_SETTINGS.forEach(value -> arguments.addAll(List.of("--set", value)));
    }
    if (!plan().clients().isEmpty()) {
      HOSTILE_SETTINGS.forEach(value -> arguments.addAll(List.of("--set", value)));
    }
    return arguments;
  }

  private int report(ServerProcess server, SwarmResult result, ServerProcess.Exit exit) {
    List<Threshold> thresholds = Threshold.withDefaults(List.of(), plan().kindNames());
    Verdict verdict = Verdict.of(result, Threshold.withSending(thresholds, result));
    String ledger = exit.ledger().isEmpty() ? "(not printed)" : exit.ledger();
    Output.print(Summary.lines(result, verdict, List.of("server     " + ledger)));
    Output.print(
        files.write(
            Report.of(result, verdict, List.of("The server's ledger at its end: " + ledger))));
    if (!exit.isClean() || (!verdict.isGood() && result.isComplete())) {
      showLog(server);
    }
    if (!exit.isClean()) {
      printError("the server ended with exit code " + exit.exitCode() + ", ledger: " + ledger);
    }
    return verdict.isGood() && exit.isClean() ? ExitCodes.GOOD : ExitCodes.FAILED;
  }

  private Swarm swarm(int port) {
    SwarmOptions options =
        SwarmOptions.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .clients(clients)
            .duration(duration)
            .scenarios(game.scenarios().mixedNames())
            .tls(isEncrypted ? ClientTlsOptions.defaults().trusting(CERTIFICATE) : null)
            .webSocket(isWebSocket)
            .sendsProxyHeaders(sendsProxyHeaders)
            .build();
    return new Swarm(options, game, plan());
  }

  private HostilePlan plan() {
    return hostile
        .plan(
            game.hostileKinds(),
            clients,
            StolenToken.NONE,
            HostileNeed.fulfilledBy(isEncrypted, isWebSocket, sendsProxyHeaders))
        .with(DEADLINES);
  }

  private void printError(@Nullable String problem) {
    String name = command == null ? "" : command.qualifiedName() + ": ";
    System.err.println(name + problem);
  }

  private static void showLog(ServerProcess server) {
    List<String> lines = server.lastLines();
    if (!lines.isEmpty()) {
      System.err.println("---- the last lines of the server's log");
      lines.forEach(System.err::println);
      System.err.println("----");
    }
  }
}
