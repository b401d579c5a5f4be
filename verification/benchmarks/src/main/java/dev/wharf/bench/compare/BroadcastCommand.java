package dev.wharf.bench.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The command `./wharf bench broadcast`. It compares servers while one member of a room sends to
/// all members.
@Command(
    name = "broadcast",
    description =
        "Compares broadcasts: one member of a room sends, and the frame goes to all of it. The"
            + " server's CPU time for each delivery.")
public final class BroadcastCommand extends BenchmarkCommand {
  private static final View VIEW =
      new View(
          View.cpuMicrosPer("delivery", "deliveries"),
          List.of(View.Reference.NETTY_EPOLL, View.Reference.NETTY_URING),
          Stream.concat(
                  Stream.of(Figure.of("deliveries/s", 0, "deliveries_per_second")),
                  View.LATENCY.stream())
              .toList());

  @Mixin WindowOptions window = new WindowOptions();

  @Option(
      names = "--rooms",
      split = ",",
      paramLabel = "MEMBERS",
      description = "Sizes of the room, separated by commas; 10,100,1000 by default.")
  List<Integer> rooms = new ArrayList<>();

  @Option(
      names = "--in-flight",
      paramLabel = "COUNT",
      description = "Frames in flight, 1 to 128; 4 by default.")
  int inFlight = 4;

  @Option(
      names = "--payload",
      paramLabel = "BYTES",
      description = "Bytes of a frame after its header; 32 by default.")
  int payload = 32;

  @Override
  List<Contender> contenders() {
    return Contender.enginesAndNetty().stream().map(Contender::broadcasting).toList();
  }

  @Override
  Benchmark benchmark(Commands commands, CommonOptions options) {
    Timing timing = window.timing(options);
    return new Benchmark(
        "broadcast",
        options.chosen(contenders()),
        options.chosen(rooms, List.of(10, 100, 1000), List.of(10, 1000)).stream()
            .map(members -> new BroadcastTrial(commands, members, inFlight, payload, timing))
            .toList(),
        options.chosenRounds(),
        Benchmark.Life.WHOLE,
        VIEW);
  }
}
