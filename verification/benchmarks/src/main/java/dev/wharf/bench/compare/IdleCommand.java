package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command `./wharf bench idle`. It compares the memory that a silent connection takes.
@Command(
    name = "idle",
    description =
        "Compares the memory of connections that have exchanged one frame and are silent since.")
public final class IdleCommand extends BenchmarkCommand {
  private static final int USUAL = 10_000;
  private static final int QUICK = 1_000;

  private static final View VIEW =
      new View(
          Figure.of("bytes/conn", 0, "bytes_per_connection"),
          List.of(View.Reference.NETTY_EPOLL, View.Reference.NETTY_URING),
          List.of(
              Figure.of("heap", 0, "heap_bytes_per_connection"),
              Figure.of("outside", 0, "outside_bytes_per_connection"),
              Figure.of("of it direct", 0, "direct_bytes_per_connection")));

  @Option(
      names = "--connections",
      split = ",",
      paramLabel = "COUNT",
      description = "Numbers of connections, separated by commas; 10000 by default.")
  List<Integer> connections = List.of();

  @Override
  List<Contender> contenders() {
    List<Contender> all = new ArrayList<>(Contender.enginesAndNetty());
    all.addAll(Contender.titled("wharf-uring-protobuf", "wharf-uring-resume"));
    all.addAll(Contender.encrypted());
    return all;
  }

  /// Returns command lines for JVMs whose whole heap is resident from the start. So any growth of
  /// the resident memory is outside the heap.
  @Override
  Commands commands() {
    return super.commands().withJvmOptions("-XX:+AlwaysPreTouch");
  }

  @Override
  Benchmark benchmark(Commands commands, CommonOptions options) {
    return new Benchmark(
        "idle",
        options.chosen(contenders()),
        options.chosen(connections, List.of(USUAL), List.of(QUICK)).stream()
            .map(count -> new IdleTrial(commands, count))
            .toList(),
        options.chosenRounds(),
        Benchmark.Life.ONE_RUN,
        VIEW);
  }
}
