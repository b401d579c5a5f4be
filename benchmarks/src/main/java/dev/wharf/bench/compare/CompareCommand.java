package dev.wharf.bench.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `./wharf bench`: all servers under all loads, one table.
@Command(
    name = "wharf bench",
    mixinStandardHelpOptions = true,
    description =
        "Compares echo servers side by side: the server's CPU time for each message, and beside it"
            + " throughput and latency. See docs/benchmarks.md.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured, and every reply was right",
      "1:a reply was wrong or missing, or a server asked for by name did not take part",
      "2:the command line is wrong"
    })
public final class CompareCommand implements Callable<Integer> {
  private static final List<String> ALL_LOADS =
      List.of("100x1", "1000x1", "1000x8", "10000x1", "1000@40000");
  private static final List<String> QUICK_LOADS = List.of("100x1", "1000x8");
  private static final Timing USUAL = new Timing(5, 2, 5);
  private static final Timing QUICK = new Timing(1, 0.3, 0.7);

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--quick",
      description = "A short look: fewer and shorter rounds, two loads. Its figures mean little.")
  boolean quick;

  @Option(
      names = "--rounds",
      paramLabel = "COUNT",
      description = "Rounds that are measured, after one that is thrown away; 5 when left out.")
  @Nullable Integer rounds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "Of each run, before its window; 2 when left out.")
  @Nullable Double warmUpSeconds;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      description = "The window of each run; 5 when left out.")
  @Nullable Double seconds;

  @Option(
      names = "--loads",
      split = ",",
      paramLabel = "LOAD",
      description =
          "CONNECTIONSxIN_FLIGHT (closed loop) or CONNECTIONS@PER_SECOND (open loop), separated by"
              + " commas; 100x1,1000x1,1000x8,10000x1,1000@40000 when left out.")
  List<String> loads = new ArrayList<>();

  @Option(
      names = "--payload",
      split = ",",
      paramLabel = "BYTES",
      description =
          "Bytes of a frame after its header, separated by commas; 32,1024 when left out.")
  List<Integer> payloads = new ArrayList<>();

  @Option(
      names = "--servers",
      split = ",",
      paramLabel = "NAME",
      description = "Who takes part; all when left out: ${COMPLETION-CANDIDATES}.",
      completionCandidates = Titles.class)
  List<String> servers = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Timing timing = timing();
    List<Contender> contenders = contenders();
    List<Load> chosenLoads = chosenLoads();
    Commands commands = Commands.find();
    Map<String, String> machine = Machine.describe();
    PrintWriter out = out();
    machine.forEach((name, value) -> out.println(name + ": " + value));
    out.println(commands.pinned() ? "servers on CPU 0, load on CPU 1" : "not pinned to CPUs");
    out.flush();
    try (Comparison comparison = new Comparison(commands, timing, this::tell)) {
      comparison.start(contenders);
      chosenLoads.forEach(comparison::measure);
      Results results = comparison.results();
      Path raw = RawResults.write(machine, commands, results);
      print(results, Table.lines(results, chosenLoads, contenders), raw);
      return exitCode(results);
    }
  }

  private void print(Results results, List<String> table, Path raw) {
    PrintWriter out = out();
    out.println();
    table.forEach(out::println);
    results.absent().forEach((title, why) -> out.println("left out: " + title + ": " + why));
    for (Run run : results.faulty()) {
      out.println("WRONG OR MISSING REPLIES: " + run.contender() + ": " + run.line());
    }
    out.println("raw results: " + raw);
    out.flush();
  }

  private int exitCode(Results results) {
    boolean absentByName = results.absent().keySet().stream().anyMatch(servers::contains);
    return results.faulty().isEmpty() && !absentByName ? 0 : 1;
  }

  private Timing timing() {
    Timing base = quick ? QUICK : USUAL;
    try {
      return new Timing(
          rounds == null ? base.rounds() : rounds,
          warmUpSeconds == null ? base.warmUpSeconds() : warmUpSeconds,
          seconds == null ? base.seconds() : seconds);
    } catch (IllegalArgumentException e) {
      throw mistake(String.valueOf(e.getMessage()));
    }
  }

  private List<Contender> contenders() {
    return servers.isEmpty()
        ? Contender.all()
        : servers.stream()
            .map(title -> Contender.titled(title).orElseThrow(() -> unknown(title)))
            .toList();
  }

  private List<Load> chosenLoads() {
    List<String> shapes = loads.isEmpty() ? (quick ? QUICK_LOADS : ALL_LOADS) : loads;
    List<Integer> sizes = payloads.isEmpty() ? (quick ? List.of(32) : List.of(32, 1024)) : payloads;
    List<Load> chosen = new ArrayList<>();
    for (int size : sizes) {
      for (String shape : shapes) {
        try {
          chosen.add(Load.parse(shape, size));
        } catch (IllegalArgumentException e) {
          throw mistake(String.valueOf(e.getMessage()));
        }
      }
    }
    return chosen;
  }

  private ParameterException unknown(String title) {
    return mistake("there is no server '" + title + "'; there are " + String.join(", ", titles()));
  }

  private void tell(String line) {
    PrintWriter err = commandSpec().commandLine().getErr();
    err.println(line);
    err.flush();
  }

  private PrintWriter out() {
    return commandSpec().commandLine().getOut();
  }

  private ParameterException mistake(String message) {
    return new ParameterException(commandSpec().commandLine(), message);
  }

  @SuppressWarnings("NullAway") // picocli has set it
  private CommandSpec commandSpec() {
    return spec;
  }

  private static List<String> titles() {
    return Contender.all().stream().map(Contender::title).toList();
  }

  /// For the help text.
  static final class Titles extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Titles() {
      super(titles());
    }
  }
}
