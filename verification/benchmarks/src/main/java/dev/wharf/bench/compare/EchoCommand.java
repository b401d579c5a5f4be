package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The command `./wharf bench echo`. It compares echo servers under several loads.
@Command(
    name = "echo",
    description =
        "Compares echo servers: the server's CPU time for each message, and beside it throughput"
            + " and latency.")
public final class EchoCommand extends BenchmarkCommand {
  private static final View VIEW =
      new View(
          View.cpuMicrosPer("msg", "messages"),
          List.of(
              View.Reference.NIO2,
              View.Reference.NETTY_EPOLL,
              View.Reference.NETTY_URING,
              View.Reference.C_EPOLL),
          Stream.concat(
                  Stream.of(Figure.of("msg/s", 0, "messages_per_second")), View.LATENCY.stream())
              .toList());

  @Mixin WindowOptions window = new WindowOptions();

  @Option(
      names = "--loads",
      split = ",",
      paramLabel = "LOAD",
      description = Load.FORMS + "100x1,1000x1,1000x8,10000x1,1000@40000 by default.")
  List<String> loads = new ArrayList<>();

  @Option(
      names = "--payload",
      split = ",",
      paramLabel = "BYTES",
      description = "Bytes of a frame after its header, separated by commas; 32,1024 by default.")
  List<Integer> payloads = new ArrayList<>();

  @Override
  List<Contender> contenders() {
    return Contender.plain();
  }

  @Override
  Benchmark benchmark(Commands commands, CommonOptions options) {
    List<String> shapes =
        options.chosen(
            loads,
            List.of("100x1", "1000x1", "1000x8", "10000x1", "1000@40000"),
            List.of("100x1", "1000x8"));
    List<Integer> sizes = options.chosen(payloads, List.of(32, 1024), List.of(32));
    Timing timing = window.timing(options);
    return new Benchmark(
        "echo",
        options.chosen(contenders()),
        Load.all(shapes, sizes).stream()
            .map(load -> new EchoTrial(commands, load, timing))
            .toList(),
        options.chosenRounds(),
        Benchmark.Life.WHOLE,
        VIEW);
  }
}
