package dev.wharf.swarm.cli;

import dev.wharf.swarm.output.Comparison;
import dev.wharf.swarm.output.ReportFile;
import dev.wharf.swarm.output.Tolerance;
import dev.wharf.swarm.report.Percentile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `wharf swarm compare`: compares the results of two runs.
@Command(
    name = "compare",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Compares the result files (--json) of two runs, and fails when the second run is worse.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no figure is worse",
      "1:a figure is worse",
      "2:wrong options, or a file that cannot be read"
    },
    footer = {
      "",
      "A figure of the second run is worse in these cases:",
      "  Faults (lost, duplicated, disconnected, ...): there are more than before.",
      "  Times (p50, p90, p99): longer by more than both tolerances.",
      "  Rates (deliveries a second): smaller by more than the tolerance, and by more than 1.",
      "  The verdict: fail after pass.",
      "All other figures are shown for information.",
      "",
      "Examples:",
      "  ${COMMAND-FULL-NAME} before.json after.json",
      "  ${COMMAND-FULL-NAME} before.json after.json --tolerance 25%%",
      "  ${COMMAND-FULL-NAME} before.json after.json --percentiles p95,p99.99"
    })
public final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "BEFORE", description = "The result file of the first run.")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "AFTER", description = "The result file of the second run.")
  private Path after = Path.of("");

  @Option(
      names = "--tolerance",
      paramLabel = "PERCENT",
      defaultValue = "10%",
      description = "By how much a time or a rate may be worse (${DEFAULT-VALUE}).")
  private String tolerance = "10%";

  @Option(
      names = "--tolerance-time",
      paramLabel = "TIME",
      defaultValue = "0.2ms",
      description =
          "By how much a time may always be longer, whatever its percentage (${DEFAULT-VALUE}).")
  private Duration toleranceTime = Duration.ZERO;

  @Option(
      names = "--percentiles",
      paramLabel = "LIST",
      split = ",",
      description = "Additional percentiles to compare, such as p95,p99.99.")
  private List<String> percentiles = List.of();

  /// Creates the command. picocli sets its options.
  public CompareCommand() {}

  @Override
  public Integer call() {
    Comparison comparison = comparison();
    Output.print(comparison.lines());
    return comparison.isWorse() ? ExitCodes.FAILED : ExitCodes.GOOD;
  }

  private Comparison comparison() {
    try {
      Tolerance allowed = Tolerance.parse(tolerance, toleranceTime);
      List<Percentile> more = percentiles.stream().map(Percentile::parse).toList();
      return Comparison.of(ReportFile.read(before), ReportFile.read(after), allowed, more);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
  }
}
