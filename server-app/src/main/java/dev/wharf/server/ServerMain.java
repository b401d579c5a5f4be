package dev.wharf.server;

import dev.wharf.engine.ListenException;
import dev.wharf.protocol.ProtocolSetupException;
import dev.wharf.server.config.Addresses;
import dev.wharf.server.config.ConfigLoader;
import dev.wharf.server.config.ConfigProblems;
import dev.wharf.server.config.ServerConfig;
import dev.wharf.server.login.HmacAuthenticator;
import dev.wharf.server.player.Names;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
      "What is in force, and where it comes from, is printed at start.",
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
  private static final int CANNOT_START = 1;
  private static final int LEAKED = 3;

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
  private final PrintStream err;

  /// @param environment where `WHARF_...` variables are looked for
  ServerMain(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /// Runs the command, and ends the process with its exit code.
  public static void main(String[] arguments) {
    int code =
        new CommandLine(new ServerMain(System.getenv(), System.out, System.err)).execute(arguments);
    System.out.flush();
    System.err.flush();
    System.exit(code);
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      ServerConfig config = ConfigLoader.load(file, environment, commandLine());
      return mintFor == null ? serve(config) : mint(config, mintFor);
    } catch (ConfigProblems e) {
      return cannotStart(e.problems());
    } catch (ProtocolSetupException
        | UnsafeStartException
        | ListenException
        | UncheckedIOException e) {
      return cannotStart(List.of(String.valueOf(e.getMessage())));
    }
  }

  private int serve(ServerConfig config) throws InterruptedException {
    LogSetup.apply(config.log());
    config.effective().forEach(setting -> complain("  " + setting));
    GameServer server = GameServer.start(config);
    StopSignals.watch(server::askToDrain);
    server.adminAddress().ifPresent(admin -> say("wharf-server admin on " + Addresses.text(admin)));
    say("wharf-server ready on " + Addresses.text(server.address()));
    server.awaitDrainAsked();
    complain("wharf-server: draining; a second signal ends it at once");
    server.drain();
    say("wharf-server ledger: " + server.ledger());
    return server.ledger().isZero() ? 0 : LEAKED;
  }

  private int mint(ServerConfig config, String name) {
    if (config.login().authenticator() != ServerConfig.AuthenticatorKind.HMAC) {
      return cannotStart(List.of("--mint-token needs login.authenticator = hmac"));
    }
    String problem = Names.problemOf(Names.normalize(name));
    if (problem != null) {
      return cannotStart(List.of("--mint-token: " + problem));
    }
    say(
        new HmacAuthenticator(config.login().hmacSecret(), InstantSource.system())
            .mint(name, config.login().hmacTokenLife()));
    return 0;
  }

  /// `--set` is the strongest: it stands for any key.
  private Map<String, String> commandLine() {
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
    problems.forEach(problem -> complain("wharf-server: " + problem));
    return CANNOT_START;
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }

  private void complain(String line) {
    err.println(line);
  }
}
