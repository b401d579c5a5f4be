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

/// `wharf swarm compare`.
@Command(
    name = "compare",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Shows what changed between two runs, of which each has left a file (--json), and fails"
            + " when the second is worse.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:nothing is worse", "1:something is worse", "2:bad usage, or a bad file"},
    footer = {
      "",
      "What counts as worse:",
      "  Faults (lost, duplicated, disconnected, ...): more of them than before.",
      "  Times (p50, p90, p99): longer by more than both tolerances.",
      "  Rates (deliveries a second): smaller by more than the tolerance, and by 1.",
      "  The verdict: fail after pass.",
      "The rest is shown, and not judged.",
      "",
      "Examples:",
      "  ${COMMAND-FULL-NAME} before.json after.json",
      "  ${COMMAND-FULL-NAME} before.json after.json --tolerance 25%%",
      "  ${COMMAND-FULL-NAME} before.json after.json --percentiles p95,p99.99"
    })
public final class CompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "BEFORE", description = "The file of the first run.")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "AFTER", description = "The file of the second.")
  private Path after = Path.of("");

  @Option(
      names = "--tolerance",
      paramLabel = "PERCENT",
      defaultValue = "10%",
      description = "How much worse a time or a rate may be (${DEFAULT-VALUE}).")
  private String tolerance = "10%";

  @Option(
      names = "--tolerance-time",
      paramLabel = "TIME",
      defaultValue = "0.2ms",
      description = "How much longer a time may be in any case (${DEFAULT-VALUE}).")
  private Duration toleranceTime = Duration.ZERO;

  @Option(
      names = "--percentiles",
      paramLabel = "LIST",
      split = ",",
      description = "More percentiles to compare and judge, such as p95,p99.99.")
  private List<String> percentiles = List.of();

  /// Made by picocli.
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
