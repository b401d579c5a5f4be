package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The command `./wharf bench accept`. It compares the cost of accepting a connection and closing
/// it again.
@Command(
    name = "accept",
    description =
        "Compares connections that connect, have one frame echoed, and close: the server's CPU time"
            + " for each.")
public final class AcceptCommand extends BenchmarkCommand {
  private static final View VIEW =
      new View(
          View.cpuMicrosPer("conn", "connections"),
          List.of(
              View.Reference.NIO2,
              View.Reference.NETTY_EPOLL,
              View.Reference.NETTY_URING,
              View.Reference.C_EPOLL),
          Stream.concat(
                  Stream.of(Figure.of("conn/s", 0, "connections_per_second")),
                  View.LATENCY.stream())
              .toList());

  @Mixin WindowOptions window = new WindowOptions();

  @Option(
      names = "--at-once",
      split = ",",
      paramLabel = "COUNT",
      description =
          "Connections open at the same time, up to 4096, separated by commas; 64 by default.")
  List<Integer> atOnce = new ArrayList<>();

  @Override
  List<Contender> contenders() {
    return Contender.enginesAndPeers();
  }

  @Override
  Benchmark benchmark(Commands commands, CommonOptions options) {
    Timing timing = window.timing(options);
    return new Benchmark(
        "accept",
        options.chosen(contenders()),
        options.chosen(atOnce, List.of(64), List.of(64)).stream()
            .map(count -> new AcceptTrial(commands, count, timing))
            .toList(),
        options.chosenRounds(),
        Benchmark.Life.WHOLE,
        VIEW);
  }
}
