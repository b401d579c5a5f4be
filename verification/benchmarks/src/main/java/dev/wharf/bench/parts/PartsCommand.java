package dev.wharf.bench.parts;

import dev.wharf.bench.Workplace;
import dev.wharf.bench.compare.Machine;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command `./wharf bench parts`. It measures the engine's parts one by one, and prints one
/// table.
@Command(
    name = "parts",
    mixinStandardHelpOptions = true,
    description =
        "Measures the engine's parts one by one with JMH, each beside a peer or a base line: time"
            + " and allocation of an operation. See docs/benchmarks.md.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:measured", "1:a benchmark failed", "2:the command line is wrong"})
public final class PartsCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description =
          "Benchmarks whose full name matches, such as FrameParse or ByWharf; all by default.")
  String only = "";

  @Option(
      names = "--forks",
      paramLabel = "COUNT",
      description =
          "Rounds; in each, every benchmark runs in a JVM of its own; ${DEFAULT-VALUE} by default.",
      defaultValue = "2")
  int forks;

  @Option(
      names = "--warm-ups",
      paramLabel = "COUNT",
      description = "Discarded iterations of a round; ${DEFAULT-VALUE} by default.",
      defaultValue = "3")
  int warmUps;

  @Option(
      names = "--iterations",
      paramLabel = "COUNT",
      description = "Measured iterations of a round; ${DEFAULT-VALUE} by default.",
      defaultValue = "3")
  int iterations;

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      description = "The length of each iteration; ${DEFAULT-VALUE} by default.",
      defaultValue = "0.2")
  double seconds;

  @Override
  public Integer call() throws IOException {
    Pace pace = pace();
    List<String> names = PartsRun.named(only);
    if (names.isEmpty()) {
      throw mistake(
          "no benchmark has '"
              + only
              + "' in its name; there are "
              + String.join(", ", PartsRun.named("")));
    }
    PrintWriter out = commandSpec().commandLine().getOut();
    Machine.describe().forEach((name, value) -> out.println(name + ": " + value));
    out.flush();
    List<RunResult> results = new PartsRun(pace, this::tell).run(names);
    Path raw = write(results);
    out.println();
    PartsTable.lines(results.stream().map(Measured::of).toList()).forEach(out::println);
    out.println("raw results: " + raw);
    out.flush();
    return 0;
  }

  private Pace pace() {
    if (forks < 1) {
      throw mistake("--forks must be at least 1");
    }
    try {
      return new Pace(forks, warmUps, iterations, seconds);
    } catch (IllegalArgumentException e) {
      throw mistake(String.valueOf(e.getMessage()));
    }
  }

  private static Path write(List<RunResult> results) throws IOException {
    Path file = Workplace.find().newResult("parts", ZonedDateTime.now(ZoneOffset.UTC));
    try (PrintStream json = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, json).writeOut(results);
    }
    return file;
  }

  private void tell(String line) {
    PrintWriter err = commandSpec().commandLine().getErr();
    err.println(line);
    err.flush();
  }

  private ParameterException mistake(String message) {
    return new ParameterException(commandSpec().commandLine(), message);
  }

  @SuppressWarnings("NullAway") // picocli has set it
  private CommandSpec commandSpec() {
    return spec;
  }
}
