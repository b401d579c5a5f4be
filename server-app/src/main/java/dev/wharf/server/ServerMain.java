package dev.wharf.server;

import dev.wharf.protocol.ProtocolSetupException;
import dev.wharf.server.config.Addresses;
import dev.wharf.server.config.ConfigLoader;
import dev.wharf.server.config.ConfigProblems;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.HmacAuthenticator;
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

/// `wharf server`: starts the server, and drains it on SIGTERM or SIGINT. Standard output has the
/// lines that scripts wait for, everything else goes to standard error.
@Command(
    name = "wharf server",
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
      "130:ended by a second SIGINT",
      "143:ended by a second SIGTERM"
    },
    footer = {
      "",
      "Every key of docs/configuration.md can be set in four places. From the weakest:",
      "  its default,",
      "  a file:           --config FILE",
      "  the environment:  WHARF_SESSION_IDLE_TIMEOUT=60s for session.idle-timeout",
      "  here:             --set session.idle-timeout=60s",
      "A secret is better kept in a file: WHARF_ADMIN_TOKEN_FILE=/run/secrets/admin-token takes",
      "admin.token from there; so it is for any key.",
      "What differs from the defaults, and where it comes from, is printed at start.",
      "",
      "Standard output has lines for scripts; the first where there is an admin port:",
      "  wharf-server admin on ADDRESS:PORT",
      "  wharf-server ready on ADDRESS:PORT",
      "  wharf-server ledger: 0 live sessions, 0 pending operations, 0 buffers out",
      "",
      "Examples:",
      "  wharf server --dev",
      "  wharf server --port 9000 --set admission.max-sessions=2000"
    })
public final class ServerMain implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ServerMain.class);
  private static final int CANNOT_START = 1;
  private static final int LEAKED = 3;
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
              + " address, on logins at one time, on packets and bytes a second, and on chat texts."
              + " On loopback only.")
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
      names = "--mint-token",
      paramLabel = "NAME",
      description =
          "Prints a token for the player NAME, made with login.hmac.secret and good for"
              + " login.hmac.token-life, and ends.")
  @Nullable String mintFor;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Shows this text.")
  boolean help;

  private final Map<String, String> environment;
  private final PrintStream out;
  private final LogSetup logging;
  private final StartOutput output;

  /// @param environment where `WHARF_...` variables are looked for
  private ServerMain(Map<String, String> environment, PrintStream out, LogSetup logging) {
    this.environment = environment;
    this.out = out;
    this.logging = logging;
    this.output = new StartOutput(logging);
  }

  /// Runs the command, and ends the process with its exit code.
  public static void main(String[] arguments) {
    LogSetup logging = LogSetup.ofProcess();
    System.exit(commandLine(System.getenv(), System.out, logging).execute(arguments));
  }

  /// The command, ready to be executed. It reports a usage error in one line, above the head of the
  /// usage.
  static CommandLine commandLine(
      Map<String, String> environment, PrintStream out, LogSetup logging) {
    ServerMain command = new ServerMain(environment, out, logging);
    return new CommandLine(command)
        .setParameterExceptionHandler((mistake, _) -> command.tellMistake(mistake));
  }

  private int tellMistake(CommandLine.ParameterException mistake) {
    logAsAsked();
    CommandLine.Help help = mistake.getCommandLine().getHelp();
    PrintWriter writer = mistake.getCommandLine().getErr();
    writer.println(
        "wharf-server: " + StartException.inOneLine(mistake) + " (--help explains the options)");
    writer.print("Usage: " + help.synopsis("Usage: ".length()));
    writer.flush();
    return CommandLine.ExitCode.USAGE;
  }

  /// Sets the requested log format for messages that come before there is a configuration.
  private void logAsAsked() {
    logging.logAs(ConfigLoader.logFormat(file, environment, values()));
  }

  @Override
  public Integer call() throws InterruptedException {
    GameServer server;
    try {
      ServerConfig config = ConfigLoader.load(file, environment, values());
      if (mintFor != null) {
        return mint(config, mintFor);
      }
      server = start(config);
    } catch (ConfigProblems e) {
      logAsAsked();
      return cannotStart(e.problems());
    } catch (StartException | UnsafeStartException | ProtocolSetupException e) {
      return cannotStart(List.of(String.valueOf(e.getMessage())));
    } catch (RuntimeException | Error e) {
      log.debug("the start failed", e);
      return cannotStart(
          List.of("cannot start: " + e.getClass().getName() + ": " + StartException.inOneLine(e)));
    }
    return serve(server);
  }

  /// Starts the server, and then shows its configuration. This order leaves the cause of a failed
  /// start easy to see.
  private GameServer start(ServerConfig config) {
    logging.apply(config.log());
    GameServer server = GameServer.start(config, logging::lost);
    StopSignals.watch(server::askToDrain);
    output.configuration(config, showConfig || log.isDebugEnabled());
    return server;
  }

  private int serve(GameServer server) throws InterruptedException {
    server.adminAddress().ifPresent(admin -> say("wharf-server admin on " + Addresses.text(admin)));
    say("wharf-server ready on " + Addresses.text(server.address()));
    server.awaitDrainAsked();
    output.draining();
    server.drain();
    say("wharf-server ledger: " + server.ledger());
    if (server.hasFailed()) {
      return WORKER_LOST;
    }
    return server.ledger().isZero() ? 0 : LEAKED;
  }

  private int mint(ServerConfig config, String name) {
    if (config.login().authenticator() != ServerConfig.AuthenticatorKind.HMAC) {
      return cannotStart(List.of("--mint-token needs login.authenticator = hmac"));
    }
    String problem = Names.problemOf(name);
    if (problem != null) {
      return cannotStart(List.of("--mint-token: " + problem));
    }
    say(
        new HmacAuthenticator(config.login().hmacSecret(), InstantSource.system())
            .mint(name, config.login().hmacTokenLife()));
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
    output.problems(problems);
    return CANNOT_START;
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
