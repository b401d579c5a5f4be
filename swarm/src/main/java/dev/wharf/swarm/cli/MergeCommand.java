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

/// `wharf swarm merge`.
@Command(
    name = "merge",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Adds up a run whose segments (--segment) have each left a file (--json): one report, one"
            + " verdict.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all thresholds were kept",
      "1:a threshold was broken, a segment has no file, or one was stopped",
      "2:bad usage, or a bad file"
    },
    footer = {
      "",
      "Examples:",
      "  ${COMMAND-FULL-NAME} hall-1.json hall-2.json hall-3.json",
      "  ${COMMAND-FULL-NAME} hall-*.json --threshold 'p99 < 50ms' --report all.html"
    })
public final class MergeCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "The files of all segments.")
  private List<Path> parts = List.of();

  @Option(
      names = "--threshold",
      paramLabel = "BOUND",
      description = "What must hold, as for a run. May be given more than once.")
  private List<String> thresholds = new ArrayList<>();

  @Mixin private ReportFiles files = new ReportFiles();

  /// Made by picocli.
  public MergeCommand() {}

  @Override
  public Integer call() {
    try {
      files.check();
      if (files.isAnyOf(parts)) {
        throw new IllegalArgumentException("a file of a segment would be replaced by the result");
      }
      MergedFiles merged = readParts();
      SwarmResult result = merged.result();
      Verdict verdict = Verdict.of(result, bounds(result));
      return files.finish(new Report(result, verdict, merged.environment(), List.of()));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
  }

  /// Reads the parts before an old result is deleted.
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
    List<Threshold> asked = thresholds.stream().map(text -> Threshold.parse(text, known)).toList();
    return Threshold.withSending(Threshold.withDefaults(asked, kinds, true), result);
  }
}
