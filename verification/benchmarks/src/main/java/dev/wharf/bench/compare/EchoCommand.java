package dev.wharf.bench.compare;

import java.util.List;
import picocli.CommandLine.Command;

/// The command `./wharf bench echo`. It compares echo servers under several loads.
@Command(
    name = "echo",
    description = {
      "Compares echo servers: the server's CPU time for each message, and beside it throughput"
          + " and latency.",
      "Without options: loads 100x1,1000x1,1000x8,10000x1,1000@40000; payloads 32,1024."
    })
public final class EchoCommand extends EchoComparison {
  /// Creates the command.
  public EchoCommand() {
    super(
        "echo",
        List.of("100x1", "1000x1", "1000x8", "10000x1", "1000@40000"),
        List.of(32, 1024),
        List.of(
            View.Reference.NIO2,
            View.Reference.NETTY_EPOLL,
            View.Reference.NETTY_URING,
            View.Reference.C_EPOLL));
  }

  @Override
  List<Contender> contenders() {
    return Contender.plain();
  }
}
