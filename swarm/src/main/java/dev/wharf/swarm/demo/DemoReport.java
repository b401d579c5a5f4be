package dev.wharf.swarm.demo;

import dev.wharf.swarm.cli.ExitCodes;
import dev.wharf.swarm.cli.Output;
import dev.wharf.swarm.cli.ReportFiles;
import dev.wharf.swarm.output.Report;
import dev.wharf.swarm.output.Summary;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Threshold;
import dev.wharf.swarm.report.Verdict;
import java.util.List;

/// Judges a demo, and prints its result and its errors.
final class DemoReport {
  private final String command;
  private final ReportFiles files;
  private final List<Threshold> thresholds;

  /// Creates a report.
  ///
  /// @param command the command's name, for errors
  /// @param files the files that get the result
  /// @param thresholds the conditions that the run must meet
  DemoReport(String command, ReportFiles files, List<Threshold> thresholds) {
    this.command = command;
    this.files = files;
    this.thresholds = thresholds;
  }

  /// Prints the result, and writes the files.
  ///
  /// @param server the server, which has ended
  /// @return the exit code
  int finish(ServerProcess server, SwarmResult result, ServerProcess.Exit exit) {
    Verdict verdict = Verdict.of(result, Threshold.withSending(thresholds, result));
    String ledger = exit.ledger().isEmpty() ? "(not printed)" : exit.ledger();
    Output.print(Summary.lines(result, verdict, List.of("server     " + ledger)));
    Output.print(
        files.write(
            Report.of(result, verdict, List.of("The server's ledger at its end: " + ledger))));
    if (!exit.isClean() || (!verdict.isGood() && result.isComplete())) {
      showLog(server);
    }
    if (!exit.isClean()) {
      error("the server ended with exit code " + exit.exitCode() + ", ledger: " + ledger);
    }
    return verdict.isGood() && exit.isClean() ? ExitCodes.GOOD : ExitCodes.FAILED;
  }

  /// Prints an error of the command.
  void error(String problem) {
    System.err.println(command + ": " + problem);
  }

  /// Prints the last lines of the server's log.
  void showLog(ServerProcess server) {
    List<String> lines = server.lastLines();
    if (!lines.isEmpty()) {
      System.err.println("---- the last lines of the server's log");
      lines.forEach(System.err::println);
      System.err.println("----");
    }
  }
}
