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
import java.time.InstantSource;
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

/// The command that starts a game's server, and drains it on SIGTERM or SIGINT. Standard output has
/// the lines that scripts wait for, everything else goes to standard error.
@Command(
    sortOptions = false,
    usageHelpAutoWidth = true,
    description =
        "Starts the game server. SIGTERM or Ctrl-C drains it: nobody is let in any more, the"
            + " clients are told, what is queued is delivered. A second signal ends it at once.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:ended in order, and nothing leaked",
      "1:did not start: the configuration, the address, or a packet without a handler",
      "2:bad usage",
      "3:ended, but something leaked: see the ledger line",
      "4:a worker died and could not be replaced: drained, and to be started anew",
      "5:drained, but players were not saved, or something did not close: see the log",
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
          "Development mode (development = true), for a swarm on this machine: lifts the limits by"
              + " address, on logins at one time, on packets and bytes a second, and those that the"
              + " game lifts. On loopback only.")
  boolean development;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets any key. May be given more than once.")
  Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--show-config",
      description =
          "Shows every key at start, its value and where it comes from; else those that differ from"
              + " the defaults.")
  boolean showConfig;

  @Option(
      names = "--print-defaults",
      description =
          "Prints every key with its default, its meaning and its range, as a file for --config,"
              + " and ends.")
  boolean printDefaults;

  @Option(
      names = "--mint-token",
      paramLabel = "NAME",
      description =
          "Prints a login token for the player NAME, signed with the first of login.jwt.keys that"
              + " can sign and good for login.jwt.max-life, and ends.")
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

  /// @param environment where variables are looked for that have values of keys
  private ServerCommand(
      Game game, Map<String, String> environment, PrintStream out, LogSetup logging) {
    this.game = game;
    this.schema = game.schema();
    this.server = game.name() + "-server";
    this.environment = environment;
    this.out = out;
    this.logging = logging;
  }

  /// Runs a game's server, and ends the process with its exit code: all that the `main` of a game
  /// does.
  public static void main(Game game, String[] arguments) {
    LogSetup logging = LogSetup.ofProcess();
    System.exit(run(game, arguments, System.getenv(), System.out, logging));
  }

  /// As [#main], without the end of the process.
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
      logging.complain("cannot start: " + StartException.inOneLine(e));
      return CANNOT_START;
    }
    return line.execute(arguments);
  }

  /// The command, ready to be executed. It reports a usage error in one line, above the head of the
  /// usage.
  static CommandLine commandLine(
      Game game, Map<String, String> environment, PrintStream out, LogSetup logging) {
    ServerCommand command = new ServerCommand(game, environment, out, logging);
    CommandLine line = new CommandLine(command).setCommandName(game.name() + " server");
    line.getCommandSpec().usageMessage().footer(command.footer());
    return line.setParameterExceptionHandler((mistake, _) -> command.tellMistake(mistake));
  }

  private String[] footer() {
    return """

    Every key of docs/configuration.md can be set in four places. From the weakest:
      its default,
      a file:           --config FILE
      the environment:  PREFIXSESSION_IDLE_TIMEOUT=60s for session.idle-timeout
      here:             --set session.idle-timeout=60s
    A secret is better kept in a file: PREFIXADMIN_TOKEN_FILE=/run/secrets/admin-token takes
    admin.token from there; so it is for any key.
    What differs from the defaults, and where it comes from, is printed at start.

    Standard output has lines for scripts; the first where there is an admin port:
      NAME-server admin on ADDRESS:PORT
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

  private int tellMistake(CommandLine.ParameterException mistake) {
    logAsAsked();
    CommandLine.Help help = mistake.getCommandLine().getHelp();
    PrintWriter writer = mistake.getCommandLine().getErr();
    writer.println(
        server + ": " + StartException.inOneLine(mistake) + " (--help explains the options)");
    writer.print("Usage: " + help.synopsis("Usage: ".length()));
    writer.flush();
    return CommandLine.ExitCode.USAGE;
  }

  /// Sets the requested log format for messages that come before there is a configuration.
  private void logAsAsked() {
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
      logAsAsked();
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

  /// Starts the server, and then shows its configuration. This order leaves the cause of a failed
  /// start easy to see.
  private GameServer start(ServerConfig config) {
    logging.apply(config.log());
    GameServer started = GameServer.start(game, config, logging::lost);
    StopSignals.watch(server, started::askToDrain);
    show(config.effective(), showConfig || log.isDebugEnabled());
    return started;
  }

  /// @param all whether values that are the default are shown, too
  private void show(List<EffectiveSetting> settings, boolean all) {
    List<EffectiveSetting> shown =
        settings.stream().filter(setting -> all || !setting.isDefault()).toList();
    shown.forEach(setting -> logging.note("  " + setting));
    if (!all) {
      logging.note(
          (shown.isEmpty() ? "  all" : "  all other")
              + " settings have their defaults; --show-config lists them");
    }
  }

  private int serve(GameServer started) throws InterruptedException {
    started.adminAddress().ifPresent(admin -> say(server + " admin on " + Addresses.text(admin)));
    say(server + " ready on " + Addresses.text(started.address()));
    started.awaitDrainAsked();
    logging.note(server + ": draining; a second signal ends it at once");
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
      say(new JwtAuthenticator(settings, InstantSource.system()).mint(name));
    } catch (IllegalStateException e) {
      return cannotStart(List.of("--mint-token: " + e.getMessage()));
    }
    return 0;
  }

  /// `--set` is the strongest: it stands for any key.
  private Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    if (development) {
      values.put("development", "true");
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
    problems.forEach(problem -> logging.complain(server + ": " + problem));
    return CANNOT_START;
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
