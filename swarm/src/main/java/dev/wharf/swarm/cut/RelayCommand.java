package dev.wharf.swarm.cut;

import dev.wharf.engine.runtime.EngineRuntime;
import dev.wharf.swarm.SwarmLimits;
import dev.wharf.swarm.cli.ExitCodes;
import dev.wharf.swarm.cli.Output;
import dev.wharf.swarm.cli.StopOnSignal;
import dev.wharf.swarm.cli.UsageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `wharf relay`: a relay that cuts connections, for clients that do not belong to the swarm.
@Command(
    name = "relay",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Passes connections on to a server, and cuts them at random bytes, with and without a"
            + " reset, also while a client logs in or resumes its session. For the test of a client"
            + " in another language. Runs until Ctrl-C, and then prints how many connections it"
            + " has cut.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "1:the relay cannot listen on its address",
      "2:wrong options",
      "130:stopped by Ctrl-C, after the counts"
    },
    footer = {
      "",
      "Examples:",
      "  ${COMMAND-FULL-NAME}",
      "  ${COMMAND-FULL-NAME} --listen 7779 --to 127.0.0.1:7777 --cut 50%%/s",
      "  ${COMMAND-FULL-NAME} --listen 0.0.0.0:7779 --to game.example.com:7777"
    })
public final class RelayCommand implements Callable<Integer> {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:(?<host>[^:\\s]+|\\[[^\\]\\s]+\\]):)?(?<port>\\d{1,9})");
  private static final int MAX_PORT = 65_535;

  @Option(
      names = "--listen",
      paramLabel = "[ADDRESS:]PORT",
      defaultValue = "7779",
      description =
          "The port to listen on (${DEFAULT-VALUE}); 0 for a free one. Without an address, only"
              + " clients on this machine can connect (127.0.0.1).")
  private String listen = "7779";

  @Option(
      names = "--to",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:7777",
      description = "The server (${DEFAULT-VALUE}).")
  private String server = "127.0.0.1:7777";

  @Option(
      names = "--cut",
      paramLabel = "P%/s",
      defaultValue = "5%/s",
      description = "The share of the connections that is cut in each second (${DEFAULT-VALUE}).")
  private String cut = "5%/s";

  /// Creates the command. picocli sets its options.
  public RelayCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    InetSocketAddress from;
    InetSocketAddress to;
    CutRate rate;
    try {
      from = address("listen", listen, 0);
      to = address("to", server, 1);
      rate = CutRate.parse(cut);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
    CountDownLatch stopped = new CountDownLatch(1);
    try (StopOnSignal _ = StopOnSignal.watch(stopped::countDown);
        CutRelay relay = start(from, to, rate)) {
      Output.print(
          List.of(
              "the relay listens on "
                  + text(relay.address())
                  + ", passes connections on to "
                  + text(to)
                  + ", and cuts "
                  + cut.strip()));
      stopped.await();
      Output.print(List.of(counts(relay)));
    }
    return ExitCodes.GOOD;
  }

  private static CutRelay start(InetSocketAddress from, InetSocketAddress to, CutRate rate)
      throws IOException {
    try {
      return CutRelay.start(from, to, rate, EngineRuntime.system());
    } catch (IOException e) {
      throw new IOException("cannot listen on " + text(from) + ": " + e.getMessage(), e);
    }
  }

  private static String counts(CutRelay relay) {
    return "connections "
        + relay.accepted()
        + ", cut "
        + relay.cut()
        + ", without a server "
        + relay.unreached()
        + ", refused "
        + relay.refused();
  }

  /// Parses an address such as `7779`, `127.0.0.1:7779` or `[::1]:7779`.
  ///
  /// @param option the name of the option
  private static InetSocketAddress address(String option, String text, int minPort) {
    Matcher matcher = ADDRESS.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          option + " must be an address and a port, such as 127.0.0.1:7779, not '" + text + "'");
    }
    int port = Integer.parseInt(matcher.group("port"));
    SwarmLimits.check("the port of " + option, port, minPort, MAX_PORT);
    String host = matcher.group("host");
    try {
      return new InetSocketAddress(
          host == null ? InetAddress.getLoopbackAddress() : InetAddress.getAllByName(host)[0],
          port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("there is no host '" + host + "'", e);
    }
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
