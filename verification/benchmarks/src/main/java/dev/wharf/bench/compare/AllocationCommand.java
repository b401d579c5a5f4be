package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The command `./wharf bench allocation`. It compares the heap bytes that servers allocate for
/// each message.
@Command(
    name = "allocation",
    description = "Compares the bytes that servers allocate in the heap for each echoed frame.")
public final class AllocationCommand extends BenchmarkCommand {
  private static final int PAYLOAD = 32;

  /// The times of the load. They are long enough for the JIT compiler to finish, because compiled
  /// code avoids many allocations.
  private static final Timing STEADY = new Timing(10, 5);

  private static final View VIEW =
      new View(
          new Figure("B/msg", 2, outcome -> outcome.ratio("allocated_bytes", "messages")),
          List.of(),
          List.of(
              Figure.of("messages", 0, "messages"),
              Figure.of("allocated B", 0, "allocated_bytes")));

  @Mixin WindowOptions window = new WindowOptions();

  @Option(
      names = "--loads",
      split = ",",
      paramLabel = "LOAD",
      description = "CONNECTIONSxIN_FLIGHT, separated by commas; 100x1,1000x8 by default.")
  List<String> loads = new ArrayList<>();

  @Override
  List<Contender> contenders() {
    return Contender.titled(
        "wharf-jdk",
        "wharf-uring",
        "wharf-jdk-protobuf",
        "wharf-uring-protobuf",
        "wharf-jdk-resume",
        "wharf-uring-resume",
        Contender.PLAIN,
        Contender.NETTY_EPOLL,
        "wharf-uring-tls",
        Contender.NETTY_TLS.getFirst());
  }

  @Override
  Benchmark benchmark(Commands commands, CommonOptions options) {
    Timing timing = window.timing(options, STEADY);
    List<String> shapes = options.chosen(loads, List.of("100x1", "1000x8"), List.of("100x1"));
    return new Benchmark(
        "allocation",
        options.chosen(contenders()),
        Load.all(shapes, List.of(PAYLOAD)).stream()
            .map(load -> new AllocationTrial(commands, load, timing))
            .toList(),
        options.chosenRounds(),
        Benchmark.Life.WHOLE,
        VIEW);
  }
}
