package dev.wharf.bench.parts;

import dev.wharf.bench.BenchFailedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs benchmarks with JMH in rounds. In each round, every benchmark runs in a new JVM, so that a
/// slow minute of the machine does not affect only one of them.
final class PartsRun {
  private static final String THREADS = "-Djmh.executor=CUSTOM";
  private static final String THREADS_CLASS = "-Djmh.executor.class=" + FastThreads.class.getName();

  private final Pace pace;
  private final Consumer<String> progress;

  /// Creates a run with this length of each benchmark.
  ///
  /// @param progress gets a line of text for each measured benchmark
  PartsRun(Pace pace, Consumer<String> progress) {
    this.pace = pace;
    this.progress = progress;
  }

  /// Returns the full names of the benchmarks that match the regular expression `pattern`.
  static List<String> named(String pattern) {
    OutputFormat nowhere = OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT);
    return BenchmarkList.defaultList().find(nowhere, List.of(pattern), List.of()).stream()
        .map(BenchmarkListEntry::getUsername)
        .toList();
  }

  /// Runs benchmarks by their full names.
  ///
  /// @return a result for each benchmark, over all rounds
  /// @throws BenchFailedException when a benchmark fails
  List<RunResult> run(List<String> names) {
    List<List<RunResult>> rounds = new ArrayList<>();
    for (int round = 1; round <= Math.max(1, pace.forks()); round++) {
      rounds.add(round(round, names));
    }
    List<RunResult> results = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      int benchmark = i;
      results.add(merged(rounds.stream().map(round -> round.get(benchmark)).toList()));
    }
    return results;
  }

  private List<RunResult> round(int round, List<String> names) {
    List<RunResult> results = new ArrayList<>();
    for (String name : names) {
      RunResult result = run(name);
      results.add(result);
      progress.accept(
          "round "
              + round
              + ", "
              + results.size()
              + " of "
              + names.size()
              + ": "
              + Measured.of(result).summary());
    }
    return results;
  }

  private RunResult run(String name) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + name.replace(".", "[.]") + "$")
            .mode(Mode.Throughput) // an average of the times of several threads would mislead
            .timeUnit(TimeUnit.MICROSECONDS)
            .syncIterations(
                false) // otherwise the draining thread would wait until the pushing threads stop
            .forks(Math.min(1, pace.forks()))
            .warmupIterations(pace.warmUps())
            .warmupTime(seconds())
            .measurementIterations(pace.iterations())
            .measurementTime(seconds())
            .addProfiler(GCProfiler.class)
            .jvmArgsAppend(THREADS, THREADS_CLASS)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    try {
      return new Runner(options.build()).runSingle();
    } catch (RunnerException e) {
      throw new BenchFailedException(name + " failed: " + e.getMessage(), e);
    }
  }

  private TimeValue seconds() {
    return TimeValue.milliseconds(Math.max(1, Math.round(pace.seconds() * 1e3)));
  }

  private static RunResult merged(List<RunResult> rounds) {
    List<BenchmarkResult> all =
        rounds.stream().map(RunResult::getBenchmarkResults).flatMap(Collection::stream).toList();
    return new RunResult(rounds.getFirst().getParams(), all);
  }
}
