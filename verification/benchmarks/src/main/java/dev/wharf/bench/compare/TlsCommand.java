package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The command `./wharf bench tls`. It compares echo servers with TLS with each other, and with the
/// engine's servers without TLS.
@Command(
    name = "tls",
    description =
        "Compares echo servers with TLS 1.3: the server's CPU time for each message, beside that of"
            + " the engine without TLS.")
public final class TlsCommand extends BenchmarkCommand {
  private static final String URING = "wharf-uring";
  private static final String JDK = "wharf-jdk";

  private static final View VIEW =
      new View(
          View.cpuMicrosPer("msg", "messages"),
          List.of(
              View.Reference.to(URING),
              View.Reference.to(JDK),
              new View.Reference("/netty-tls", Contender.NETTY_TLS)),
          Stream.concat(
                  Stream.of(Figure.of("msg/s", 0, "messages_per_second")), View.LATENCY.stream())
              .toList());

  @Mixin WindowOptions window = new WindowOptions();

  @Option(
      names = "--loads",
      split = ",",
      paramLabel = "LOAD",
      description = Load.FORMS + "1000x1,1000x8 by default.")
  List<String> loads = new ArrayList<>();

  @Option(
      names = "--payload",
      split = ",",
      paramLabel = "BYTES",
      description = "Bytes of a frame after its header, separated by commas; 32 by default.")
  List<Integer> payloads = new ArrayList<>();

  @Override
  List<Contender> contenders() {
    List<Contender> all = new ArrayList<>(Contender.titled(URING, JDK));
    all.addAll(Contender.encrypted());
    return all;
  }

  @Override
  Benchmark benchmark(Commands commands, CommonOptions options) {
    List<String> shapes =
        options.chosen(loads, List.of("1000x1", "1000x8"), List.of("100x1", "1000x8"));
    List<Integer> sizes = options.chosen(payloads, List.of(32), List.of(32));
    Timing timing = window.timing(options);
    return new Benchmark(
        "tls",
        options.chosen(contenders()),
        Load.all(shapes, sizes).stream()
            .map(load -> new EchoTrial(commands, load, timing))
            .toList(),
        options.chosenRounds(),
        Benchmark.Life.WHOLE,
        VIEW);
  }
}
