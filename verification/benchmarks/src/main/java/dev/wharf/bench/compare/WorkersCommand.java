package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The command `./wharf bench workers`. It measures the gain and the cost of more than one worker.
@Command(
    name = "workers",
    description =
        "Compares the engine on two workers with itself on one, server and load on all processors.")
public final class WorkersCommand extends BenchmarkCommand {
  private static final int PAYLOAD = 32;
  private static final List<String> ENGINES = List.of("wharf-jdk", "wharf-uring");

  private static final View VIEW =
      new View(
          View.cpuMicrosPer("msg", "messages"),
          ENGINES.stream().map(View.Reference::to).toList(),
          List.of(
              Figure.of("msg/s", 0, "messages_per_second"),
              cpuShare("server CPU", "server_cpu_seconds"),
              cpuShare("load CPU", "load_cpu_seconds"),
              new Figure(
                  "msg/server CPU s",
                  0,
                  outcome -> outcome.ratio("messages", "server_cpu_seconds"))));

  @Mixin WindowOptions window = new WindowOptions();

  @Option(
      names = "--loads",
      split = ",",
      paramLabel = "LOAD",
      description = Load.FORMS + "100x1,1000x8 by default.")
  List<String> loads = new ArrayList<>();

  @Option(
      names = "--workers",
      paramLabel = "COUNT",
      description = "The number of workers to compare with one; 2 by default.")
  int workers = 2;

  /// Creates a figure: the number of processors that a process kept busy.
  ///
  /// @param cpuSeconds the name of the value with the CPU time of the process
  private static Figure cpuShare(String head, String cpuSeconds) {
    return new Figure(head, 2, outcome -> outcome.ratio(cpuSeconds, "seconds"));
  }

  @Override
  List<Contender> contenders() {
    return ENGINES.stream()
        .flatMap(title -> Contender.titled(title).stream())
        .flatMap(one -> Stream.of(one, one.withWorkers(workers)))
        .toList();
  }

  @Override
  Commands commands() {
    return super.commands().unpinned();
  }

  @Override
  Benchmark benchmark(Commands commands, CommonOptions options) {
    Timing timing = window.timing(options);
    List<String> shapes = options.chosen(loads, List.of("100x1", "1000x8"), List.of("1000x8"));
    return new Benchmark(
        "workers",
        options.chosen(contenders()),
        Load.all(shapes, List.of(PAYLOAD)).stream()
            .map(load -> new EchoTrial(commands, load, timing))
            .toList(),
        options.chosenRounds(),
        Benchmark.Life.WHOLE,
        VIEW);
  }
}
