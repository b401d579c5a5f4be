package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/// The command `./wharf bench websocket`. It compares echo servers with WebSocket with each other,
/// and with the engine's servers without it.
@Command(
    name = "websocket",
    description = {
      "Compares echo servers with WebSocket: the server's CPU time for each message, beside that of"
          + " the engine with plain TCP.",
      "Without options: loads 1000x1,1000x8; payload 32."
    })
public final class WebSocketCommand extends EchoComparison {
  private static final String URING = "wharf-uring";
  private static final String JDK = "wharf-jdk";

  /// Creates the command.
  public WebSocketCommand() {
    super(
        "websocket",
        List.of("1000x1", "1000x8"),
        List.of(32),
        List.of(
            View.Reference.to(URING),
            View.Reference.to(JDK),
            new View.Reference("/netty-websocket", Contender.NETTY_WEBSOCKET)));
  }

  @Override
  List<Contender> contenders() {
    List<Contender> all = new ArrayList<>(Contender.titled(URING, JDK));
    all.addAll(Contender.webSocket());
    return all;
  }
}
