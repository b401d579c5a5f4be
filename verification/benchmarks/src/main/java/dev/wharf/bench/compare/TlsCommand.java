package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/// The command `./wharf bench tls`. It compares echo servers with TLS with each other, and with the
/// engine's servers without TLS.
@Command(
    name = "tls",
    description = {
      "Compares echo servers with TLS 1.3: the server's CPU time for each message, beside that of"
          + " the engine without TLS.",
      "Without options: loads 1000x1,1000x8; payload 32."
    })
public final class TlsCommand extends EchoComparison {
  private static final String URING = "wharf-uring";
  private static final String JDK = "wharf-jdk";

  /// Creates the command.
  public TlsCommand() {
    super(
        "tls",
        List.of("1000x1", "1000x8"),
        List.of(32),
        List.of(
            View.Reference.to(URING),
            View.Reference.to(JDK),
            new View.Reference("/netty-tls", Contender.NETTY_TLS)));
  }

  @Override
  List<Contender> contenders() {
    List<Contender> all = new ArrayList<>(Contender.titled(URING, JDK));
    all.addAll(Contender.encrypted());
    return all;
  }
}
