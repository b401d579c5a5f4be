package dev.wharf.bench.compare;

import java.util.List;
import picocli.CommandLine.Command;

/// The command `./wharf bench startup`. It compares the time from the start of a server's process
/// to its first reply.
@Command(
    name = "startup",
    description =
        "Compares the time from the start of a server's process to the first connection that is"
            + " accepted and answered.")
public final class StartupCommand extends BenchmarkCommand {
  private static final View VIEW =
      new View(
          Figure.of("ms", 0, "startup_ms"),
          List.of(View.Reference.NIO2, View.Reference.NETTY_EPOLL, View.Reference.NETTY_URING),
          List.of(Figure.of("CPU ms", 0, "cpu_ms")));

  @Override
  List<Contender> contenders() {
    return Contender.enginesAndPeers();
  }

  @Override
  Benchmark benchmark(Commands commands, CommonOptions options) {
    return new Benchmark(
        "startup",
        options.chosen(contenders()),
        List.of(new StartupTrial()),
        options.chosenRounds(),
        Benchmark.Life.ONE_RUN,
        VIEW);
  }
}
