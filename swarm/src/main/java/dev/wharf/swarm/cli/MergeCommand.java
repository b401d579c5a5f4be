package dev.wharf.swarm.cli;

import dev.wharf.swarm.output.MergedFiles;
import dev.wharf.swarm.output.Report;
import dev.wharf.swarm.report.HostileKindResult;
import dev.wharf.swarm.report.Metrics;
import dev.wharf.swarm.report.ScenarioResult;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `wharf swarm merge`: merges the result files of a run's segments.
@Command(
    name = "merge",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Merges the result files (--json) of all segments (--segment) of a run into one report and"
            + " one verdict.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the result meets all thresholds",
      "1:a threshold is broken, the file of a segment is missing, or a segment was stopped",
      "2:wrong options, or a file that cannot be read or belongs to another run"
    },
    footer = {
      "",
      "Examples:",
      "  ${COMMAND-FULL-NAME} hall-1.json hall-2.json hall-3.json",
      "  ${COMMAND-FULL-NAME} hall-*.json --threshold 'p99 < 50ms' --report all.html"
    })
public final class MergeCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "The result files of all segments.")
  private List<Path> parts = List.of();

  @Option(
      names = "--threshold",
      paramLabel = "BOUND",
      description = "A condition on the result, as in 'swarm'. May be repeated.")
  private List<String> thresholds = new ArrayList<>();

  @Mixin private ReportFiles files = new ReportFiles();

  /// Creates the command. picocli sets its options.
  public MergeCommand() {}

  @Override
  public Integer call() {
    try {
      files.check();
      if (files.isAnyOf(parts)) {
        throw new IllegalArgumentException(
            "the result would replace the file of a segment: give --json and --report other names");
      }
      MergedFiles merged = readParts();
      SwarmResult result = merged.result();
      Verdict verdict = Verdict.of(result, bounds(result));
      return files.finish(new Report(result, verdict, merged.environment(), List.of()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
  }

  /// Reads the files of the segments. After that, also when a file cannot be read, deletes the
  /// result files of an earlier merge.
  private MergedFiles readParts() {
    try {
      return MergedFiles.read(parts);
    } finally {
      files.deleteOld();
    }
  }

  private List<Threshold> bounds(SwarmResult result) {
    List<String> kinds = result.hostile().stream().map(HostileKindResult::kind).toList();
    List<String> scenarios = result.scenarios().stream().map(ScenarioResult::name).toList();
    Set<String> known = Metrics.names(scenarios, kinds);
    List<Threshold> own = thresholds.stream().map(text -> Threshold.parse(text, known)).toList();
    return Threshold.withSending(Threshold.withDefaults(own, kinds, true), result);
  }
}
