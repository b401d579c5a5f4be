package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A comparison of servers that send frames back, under several loads.
abstract class EchoComparison extends BenchmarkCommand {
  private static final List<String> QUICK_LOADS = List.of("100x1", "1000x8");
  private static final int SMALL = 32;

  private final String name;
  private final List<String> usualLoads;
  private final List<Integer> usualPayloads;
  private final View view;

  @Mixin WindowOptions window = new WindowOptions();

  @Option(
      names = "--loads",
      split = ",",
      paramLabel = "LOAD",
      description = Load.FORMS + "see above.")
  List<String> loads = new ArrayList<>();

  @Option(
      names = "--payload",
      split = ",",
      paramLabel = "BYTES",
      description = "Bytes of a frame after its header, separated by commas; see above.")
  List<Integer> payloads = new ArrayList<>();

  /// Creates a comparison.
  ///
  /// @param name the name of the file with the raw results
  /// @param loads the loads when the command line has none, as [Load#parse] reads them
  /// @param payloads the sizes of the frames' content when the command line has none, in bytes
  /// @param references the servers that all others are compared with
  EchoComparison(
      String name, List<String> loads, List<Integer> payloads, List<View.Reference> references) {
    this.name = name;
    this.usualLoads = loads;
    this.usualPayloads = payloads;
    this.view =
        new View(
            View.cpuMicrosPer("msg", "messages"),
            references,
            Stream.concat(
                    Stream.of(Figure.of("msg/s", 0, "messages_per_second")), View.LATENCY.stream())
                .toList());
  }

  @Override
  Benchmark benchmark(Commands commands, CommonOptions options) {
    List<String> shapes = options.chosen(loads, usualLoads, QUICK_LOADS);
    List<Integer> sizes = options.chosen(payloads, usualPayloads, List.of(SMALL));
    Timing timing = window.timing(options);
    return new Benchmark(
        name,
        options.chosen(contenders()),
        Load.all(shapes, sizes).stream()
            .map(load -> new EchoTrial(commands, load, timing))
            .toList(),
        options.chosenRounds(),
        Benchmark.Life.WHOLE,
        view);
  }
}
