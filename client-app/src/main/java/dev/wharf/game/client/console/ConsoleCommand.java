package dev.wharf.game.client.console;

import dev.wharf.client.ClientLogin;
import dev.wharf.client.Identity;
import dev.wharf.client.Route;
import dev.wharf.client.SystemLogin;
import dev.wharf.swarm.cli.ExitCodes;
import dev.wharf.swarm.cli.Output;
import dev.wharf.swarm.cli.ServerAddress;
import dev.wharf.swarm.cli.TlsOption;
import dev.wharf.swarm.cli.TokenOption;
import dev.wharf.swarm.cli.UsageException;
import dev.wharf.transport.tls.ClientTlsOptions;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `wharf client`: chat from the console.
@Command(
    name = "client",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Chats from the console. After a lost connection the client connects again and joins its"
            + " room again. It also reads commands from a pipe: each command then waits for the"
            + " reply to the one before, and the end of the input ends the client.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:ended by the user",
      "1:the server could not be reached, or refused the login",
      "2:wrong options"
    },
    footer = {
      "",
      "Commands:",
      "  /join ROOM          join a room, and leave the one you are in",
      "  /leave              leave the room",
      "  /say TEXT           send TEXT to the room; TEXT without a command does the same",
      "  /whisper NAME TEXT  send TEXT to one player",
      "  /rooms              list the rooms",
      "  /echo TEXT          send TEXT to the server and back, and show the time",
      "  /help               show this list",
      "  /quit               end the client",
      "",
      "Examples:",
      "  wharf client --name Ann",
      "  wharf client --name Ann --register        # makes an account; asks for its password",
      "  wharf client --name Ann --password        # asks for the password of the account",
      "  wharf client --name Ann --token-file ann.token",
      "  printf '/join lobby\\nhello\\n' | wharf client --name Bob"
    })
public final class ConsoleCommand implements Callable<Integer> {
  private static final int SMALLEST_GUEST = 1000;
  private static final int LARGEST_GUEST = 10_000;

  @Mixin private ServerAddress address = new ServerAddress();

  @Option(names = "--name", paramLabel = "NAME", description = "Your name (guest and a number).")
  private String name =
      "guest-" + ThreadLocalRandom.current().nextInt(SMALLEST_GUEST, LARGEST_GUEST);

  @Mixin private TlsOption tls = new TlsOption();

  @Mixin private TokenOption token = new TokenOption();

  @Mixin private PasswordOption password = new PasswordOption();

  /// Creates the command. The library picocli calls this constructor.
  public ConsoleCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    Route route = resolve();
    if (password.isUsed() && !token.token().isEmpty()) {
      throw new UsageException("a token and a password are both given: remove one");
    }
    ClientTlsOptions encryption = tls.options();
    try (Screen screen = openScreen()) {
      if (screen.isInteractive()) {
        screen.print("* /help lists the commands");
      }
      String secret = password.isUsed() ? password.read(screen) : token.token();
      Identity identity = Identity.of(name, secret);
      ClientLogin login = password.registers() ? new Registering() : new SystemLogin();
      boolean isAccepted =
          new Chat(screen, route, identity, login, encryption, address.isWebSocket()).run();
      return isAccepted ? ExitCodes.GOOD : ExitCodes.FAILED;
    }
  }

  private static Screen openScreen() {
    return Output.isTerminal()
        ? new AsyncScreen(TerminalScreen.open())
        : new PipeScreen(new InputStreamReader(System.in, StandardCharsets.UTF_8), System.out);
  }

  private Route resolve() {
    try {
      return new Route(address.resolveAll(), List.of());
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
  }
}
