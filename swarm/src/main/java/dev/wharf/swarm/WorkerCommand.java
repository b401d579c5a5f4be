package dev.wharf.swarm;

import dev.wharf.client.Route;
import dev.wharf.swarm.cli.CommandSetup;
import dev.wharf.swarm.cli.ExitCodes;
import dev.wharf.swarm.cli.Output;
import dev.wharf.swarm.cli.UsageException;
import dev.wharf.swarm.fleet.WorkerLink;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `wharf swarm worker`.
@Command(
    name = "worker",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Plays a share of the clients of a swarm that runs in several processes. What to do, and"
            + " when, comes from the coordinator (wharf swarm --coordinator), and the result goes"
            + " there.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the coordinator has the result; its exit code says what it is worth",
      "1:there was no coordinator, or it ended before",
      "2:bad usage"
    },
    footer = {
      "",
      "Examples:",
      "  wharf swarm worker --join 127.0.0.1:7700",
      "  WHARF_JOIN_TOKEN=... wharf swarm worker --join 10.0.0.5:7700 --name hall-2"
    })
public final class WorkerCommand implements Callable<Integer> {
  @Option(
      names = "--join",
      paramLabel = "HOST:PORT",
      required = true,
      description = "Where the coordinator listens; it need not yet.")
  private String join = "";

  @Option(
      names = "--join-token",
      paramLabel = "TEXT",
      description =
          "What the coordinator asks for. Better told in the environment, as WHARF_JOIN_TOKEN or"
              + " WHARF_JOIN_TOKEN_FILE.")
  private @Nullable String token;

  @Option(
      names = "--name",
      paramLabel = "TEXT",
      description = "What reports call this worker (the machine's name, and a number).")
  private String name = WorkerLink.machine() + "/" + ProcessHandle.current().pid();

  @Option(
      names = "--join-within",
      paramLabel = "TIME",
      defaultValue = "1m",
      description = "For how long to look for the coordinator (${DEFAULT-VALUE}).")
  private Duration patience = Duration.ofMinutes(1);

  /// Token and name come from standard input, and the process ends with it.
  @Option(names = "--child", hidden = true)
  private boolean child;

  private final SwarmGame game;

  /// @param game whose clients it plays
  public WorkerCommand(SwarmGame game) {
    this.game = game;
  }

  /// The process that `wharf swarm --processes` starts.
  ///
  /// @param arguments the name of the game's class, then those of the command
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Output.takeOver();
    SwarmGame game =
        Class.forName(arguments[0]).asSubclass(SwarmGame.class).getConstructor().newInstance();
    int code =
        CommandSetup.apply(new CommandLine(new WorkerCommand(game)))
            .execute(Arrays.copyOfRange(arguments, 1, arguments.length));
    Output.end();
    System.exit(code);
  }

  @Override
  public Integer call() {
    Route coordinator;
    try {
      coordinator = new Route(JoinAddress.parseAll(join), List.of());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
    String secret = child ? readFromParent() : JoinAddress.token(token);
    AtomicBoolean stopped = new AtomicBoolean();
    try (StopOnSignal _ = StopOnSignal.watch(() -> stopped.set(true));
        WorkerLink link =
            WorkerLink.join(
                coordinator, secret, name, SwarmOptions.defaultWorkers(), patience, stopped::get)) {
      if (!child) {
        System.out.println("joined " + join + " as " + name);
      }
      boolean isDelivered = new WorkerRun(link, game).run(stopped::get);
      if (!child) {
        Output.print(
            List.of(isDelivered ? "done" : "the coordinator has no result: " + link.whyEnded()));
      }
      return isDelivered ? ExitCodes.GOOD : ExitCodes.FAILED;
    }
  }

  /// Reads token and name; from then on the process ends when the parent does.
  private String readFromParent() {
    BufferedReader parent =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try {
      String secret = parent.readLine();
      String told = parent.readLine();
      if (secret == null || told == null) {
        throw new IllegalStateException("there is no parent");
      }
      name = told;
      Thread.ofPlatform().daemon().name("parent").start(() -> endWith(parent));
      return secret;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void endWith(BufferedReader parent) {
    try {
      while (parent.readLine() != null) {
        // Nothing more is expected.
      }
    } catch (IOException e) {
      // The same as its end.
    }
    Runtime.getRuntime().halt(ExitCodes.FAILED);
  }
}
