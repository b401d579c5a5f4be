package dev.wharf.bench.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// One kind of comparison. It measures, prints a table, and writes the raw results.
@Command(
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured, and every reply was right",
      "1:a reply was wrong or missing, or a server asked for by name did not take part",
      "2:the command line is wrong"
    })
public abstract class BenchmarkCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Mixin CommonOptions common = new CommonOptions();

  @Override
  public Integer call() throws IOException {
    return run(common);
  }

  /// Returns all servers that can take part in this comparison.
  abstract List<Contender> contenders();

  /// Returns the comparison that the options ask for.
  ///
  /// @throws IllegalArgumentException when an option is wrong
  abstract Benchmark benchmark(Commands commands, CommonOptions options);

  /// Returns the command lines of the servers and the load generators.
  Commands commands() {
    return Commands.find();
  }

  /// Runs the comparison, and prints the results.
  ///
  /// @return the exit code of the process
  int run(CommonOptions options) throws IOException {
    Commands commands = commands();
    Benchmark benchmark = checked(commands, options);
    Map<String, String> machine = Machine.describe();
    printMachine(machine, commands);
    try (Comparison comparison = new Comparison(benchmark, commands, this::print)) {
      Results results = comparison.run();
      Path raw =
          RawResults.write(
              commands.workplace(), benchmark.name(), machine, commands.pinned(), results);
      printResults(results, Table.lines(benchmark, results), raw);
      boolean absentByName = results.absent().keySet().stream().anyMatch(options.servers::contains);
      return results.faulty().isEmpty() && !absentByName ? 0 : 1;
    }
  }

  private Benchmark checked(Commands commands, CommonOptions options) {
    try {
      return benchmark(commands, options);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandSpec().commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void printMachine(Map<String, String> machine, Commands commands) {
    PrintWriter out = out();
    machine.forEach((name, value) -> out.println(name + ": " + value));
    out.println(commands.pinned() ? "servers on CPU 0, load on CPU 1" : "not pinned to CPUs");
    out.flush();
  }

  private void printResults(Results results, List<String> table, Path raw) {
    PrintWriter out = out();
    out.println();
    table.forEach(out::println);
    results.absent().forEach((title, why) -> out.println("left out: " + title + ": " + why));
    for (Run run : results.faulty()) {
      out.println("WRONG OR MISSING REPLIES: " + run.contender() + ": " + run.outcome().values());
    }
    out.println("raw results: " + raw);
    out.println();
    out.flush();
  }

  private void print(String line) {
    PrintWriter err = commandSpec().commandLine().getErr();
    err.println(line);
    err.flush();
  }

  private PrintWriter out() {
    return commandSpec().commandLine().getOut();
  }

  @SuppressWarnings("NullAway") // picocli has set it
  private CommandSpec commandSpec() {
    return spec;
  }
}
