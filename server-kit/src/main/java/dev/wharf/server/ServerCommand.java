package dev.wharf.server;

import dev.wharf.protocol.ProtocolSetupException;
import dev.wharf.server.config.Addresses;
import dev.wharf.server.config.ConfigLoader;
import dev.wharf.server.config.ConfigProblems;
import dev.wharf.server.config.EffectiveSetting;
import dev.wharf.server.config.Schema;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.JwtAuthenticator;
import dev.wharf.server.player.Names;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command line that starts a game's server, and drains it on SIGTERM or SIGINT. Standard
/// output has only the lines that scripts wait for. All other output goes to standard error.
@Command(
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Starts the game server. SIGTERM or Ctrl-C drains it: the server stops accepting, notifies"
            + " the clients, and sends what is queued. A second signal ends it at once.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:ended after a drain, and nothing leaked",
      "1:did not start: wrong configuration, address in use, or a packet without a handler",
      "2:wrong command line",
      "3:ended, but something leaked: see the ledger line",
      "4:drained because a worker died and could not be replaced: start it again",
      "5:drained, but a player was not saved or a resource did not close: see the log",
      "130:ended by a second SIGINT",
      "143:ended by a second SIGTERM"
    })
public final class ServerCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ServerCommand.class);
  private static final int CANNOT_START = 1;
  private static final int LEAKED = 3;
  private static final int IN_DISORDER = 5;
  private static final int WORKER_LOST = 4;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A file with settings, in HOCON (JSON with comments and without quotes).")
  @Nullable Path file;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The TCP port (listen.port); 0 takes a free one.")
  @Nullable String portText;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "The address to listen on (listen.address).")
  @Nullable String bind;

  @Option(
      names = "--dev",
      description =
          "Development mode (development = true), for a swarm on this machine: lifts the limits per"
              + " address, on concurrent logins, on packets and bytes per second, and those that"
              + " the game names. Listens on loopback only.")
  boolean development;

  @Option(
      names = "--tls",
      description =
          "Encrypts all connections (tls.enabled = true). Together with --dev, and without"
              + " tls.certificate, the server makes a certificate for this machine in run/tls.")
  boolean encrypts;

  @Option(
      names = "--websocket",
      description =
          "Opens a second port, on which players connect with WebSocket (websocket.enabled = true)."
              + " websocket.port is its number.")
  boolean opensWebSocket;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Sets any key. Can be repeated.")
  Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--show-config",
      description =
          "Shows every key at start, with its value and its source. Without this option the server"
              + " shows the keys that differ from the defaults.")
  boolean showConfig;

  @Option(
      names = "--print-defaults",
      description =
          "Prints a file for --config with every key, its default, its meaning and its range, and"
              + " ends.")
  boolean printDefaults;

  @Option(
      names = "--mint-token",
      paramLabel = "NAME",
      description =
          "Prints a login token for the player NAME, and ends. The first key of login.jwt.keys that"
              + " can sign signs it; it is valid for login.jwt.max-life.")
  @Nullable String mintFor;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this text.")
  boolean help;

  private final Game game;
  private final Schema schema;
  private final String server;
  private final Map<String, String> environment;
  private final PrintStream out;
  private final LogSetup logging;

  /// Creates the command for one game.
  ///
  /// @param environment the process's environment variables, which may set configuration keys
  /// @param out standard output, for the lines that scripts wait for
  private ServerCommand(
      Game game, Map<String, String> environment, PrintStream out, LogSetup logging) {
    this.game = game;
    this.schema = game.schema();
    this.server = game.name() + "-server";
    this.environment = environment;
    this.out = out;
    this.logging = logging;
  }

  /// Runs a game's server, and ends the process with the exit code. The `main` method of a game
  /// calls only this method.
  public static void main(Game game, String[] arguments) {
    LogSetup logging = LogSetup.ofProcess();
    System.exit(run(game, arguments, System.getenv(), System.out, logging));
  }

  /// Runs a game's server as [#main] does, but returns the exit code and does not end the process.
  static int run(
      Game game,
      String[] arguments,
      Map<String, String> environment,
      PrintStream out,
      LogSetup logging) {
    CommandLine line;
    try {
      line = commandLine(game, environment, out, logging);
    } catch (IllegalArgumentException e) {
      logging.error("cannot start: " + StartException.inOneLine(e));
      return CANNOT_START;
    }
    return line.execute(arguments);
  }

  /// Returns the parser of the command line. The parser reports a usage error in one line, followed
  /// by the synopsis.
  static CommandLine commandLine(
      Game game, Map<String, String> environment, PrintStream out, LogSetup logging) {
    ServerCommand command = new ServerCommand(game, environment, out, logging);
    CommandLine line = new CommandLine(command).setCommandName(game.name() + " server");
    line.getCommandSpec().usageMessage().footer(command.footer());
    return line.setParameterExceptionHandler((mistake, _) -> command.reportUsageError(mistake));
  }

  private String[] footer() {
    return """

    Every key of docs/configuration.md can be set in four places. Later ones override earlier ones:
      its default,
      a file:           --config FILE
      the environment:  PREFIXSESSION_IDLE_TIMEOUT=60s for session.idle-timeout
      here:             --set session.idle-timeout=60s
    Keep secrets in files: PREFIXADMIN_TOKEN_FILE=/run/secrets/admin-token reads admin.token
    from that file. This works for every key.
    At start the server prints each value that differs from its default, and its source.

    Standard output has these lines for scripts; the first one only with an admin port, and
    the second one only with WebSocket:
      NAME-server admin on ADDRESS:PORT
      NAME-server websocket on ADDRESS:PORT
      NAME-server ready on ADDRESS:PORT
      NAME-server ledger: 0 live sessions, 0 pending operations, 0 buffers out

    Examples:
      NAME server --dev
      NAME server --port 9000 --set admission.max-sessions=2000
    """
        .replace("PREFIX", schema.environmentPrefix())
        .replace("NAME", game.name())
        .split("\n");
  }

  private int reportUsageError(CommandLine.ParameterException mistake) {
    applyLogFormat();
    CommandLine.Help help = mistake.getCommandLine().getHelp();
    PrintWriter writer = mistake.getCommandLine().getErr();
    writer.println(
        server + ": " + StartException.inOneLine(mistake) + " (--help explains the options)");
    writer.print("Usage: " + help.synopsis("Usage: ".length()));
    writer.flush();
    return CommandLine.ExitCode.USAGE;
  }

  /// Applies the setting `log.format` before the configuration is complete, so that an error in the
  /// configuration is reported in this format.
  private void applyLogFormat() {
    logging.logAs(ConfigLoader.logFormat(schema, file, environment, values()));
  }

  @Override
  public Integer call() throws InterruptedException {
    if (printDefaults) {
      out.print(schema.defaults());
      out.flush();
      return 0;
    }
    GameServer started;
    try {
      ServerConfig config = ConfigLoader.load(schema, file, environment, values());
      if (mintFor != null) {
        return mint(config, mintFor);
      }
      started = start(config);
    } catch (ConfigProblems e) {
      applyLogFormat();
      return cannotStart(e.problems());
    } catch (StartException | ProtocolSetupException e) {
      return cannotStart(List.of(String.valueOf(e.getMessage())));
    } catch (RuntimeException | Error e) {
      log.error("the start failed", e);
      return cannotStart(
          List.of("cannot start: " + e.getClass().getName() + ": " + StartException.inOneLine(e)));
    }
    return serve(started);
  }

  /// Starts the server, and then prints its configuration. With this order, the last lines of a
  /// start that failed are the cause of the failure.
  private GameServer start(ServerConfig config) {
    logging.apply(config.log());
    GameServer started = GameServer.start(game, config, logging::lost);
    StopSignals.watch(server, started::askToDrain);
    show(config.effective(), showConfig || log.isDebugEnabled());
    return started;
  }

  /// Prints the settings with their sources.
  ///
  /// @param all whether to print also the settings that have their default value
  private void show(List<EffectiveSetting> settings, boolean all) {
    List<EffectiveSetting> shown =
        settings.stream().filter(setting -> all || !setting.isDefault()).toList();
    shown.forEach(setting -> logging.info("  " + setting));
    if (!all) {
      logging.info(
          (shown.isEmpty() ? "  all" : "  all other")
              + " settings have their defaults; --show-config lists them");
    }
  }

  private int serve(GameServer started) throws InterruptedException {
    started.adminAddress().ifPresent(admin -> say(server + " admin on " + Addresses.text(admin)));
    started
        .webSocketAddress()
        .ifPresent(address -> say(server + " websocket on " + Addresses.text(address)));
    say(server + " ready on " + Addresses.text(started.address()));
    started.awaitDrainAsked();
    logging.info(server + ": draining; a second signal ends it at once");
    started.drain();
    say(server + " ledger: " + started.ledger());
    if (started.hasFailed()) {
      return WORKER_LOST;
    }
    if (started.hasEndedInDisorder()) {
      return IN_DISORDER;
    }
    return started.ledger().isZero() ? 0 : LEAKED;
  }

  private int mint(ServerConfig config, String name) {
    if (!config.login().authenticator().equals("jwt")) {
      return cannotStart(List.of("--mint-token needs login.authenticator = jwt"));
    }
    String problem = Names.problemOf(name);
    if (problem != null) {
      return cannotStart(List.of("--mint-token: " + problem));
    }
    ServerConfig.Jwt settings = config.of(ServerConfig.Jwt.class);
    try {
      say(new JwtAuthenticator(settings, config.port().runtime()::instant).mint(name));
    } catch (IllegalStateException e) {
      return cannotStart(List.of("--mint-token: " + e.getMessage()));
    }
    return 0;
  }

  /// Returns the settings on the command line, by key. A value of `--set` overrides the value of a
  /// specific option such as `--port`.
  private Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    if (development) {
      values.put("development", "true");
    }
    if (encrypts) {
      values.put("tls.enabled", "true");
    }
    if (opensWebSocket) {
      values.put("websocket.enabled", "true");
    }
    if (portText != null) {
      values.put("listen.port", portText);
    }
    if (bind != null) {
      values.put("listen.address", bind);
    }
    values.putAll(settings);
    return values;
  }

  private int cannotStart(List<String> problems) {
    problems.forEach(problem -> logging.error(server + ": " + problem));
    return CANNOT_START;
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
