package dev.wharf.swarm.output;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Verdict;
import java.util.List;

/// The content of a report. docs/swarm-report.md explains its JSON.
///
/// @param result the result of the run
/// @param verdict the result of comparing the run with its thresholds
/// @param environment the place and time of the run
/// @param notes further facts for the reader of the report, one line each
public record Report(
    @JsonUnwrapped SwarmResult result,
    @JsonUnwrapped Verdict verdict,
    RunEnvironment environment,
    List<String> notes) {
  /// The version of the JSON format. The number goes up when a field changes its meaning or is
  /// removed.
  static final int FORMAT = 4;

  /// Copies the notes.
  public Report {
    notes = List.copyOf(notes);
  }

  /// Makes the report of a run that has just ended in this process.
  public static Report of(SwarmResult result, Verdict verdict, List<String> notes) {
    return new Report(result, verdict, RunEnvironment.here(), notes);
  }

  @JsonProperty
  int format() {
    return FORMAT;
  }

  /// Returns the reasons why the figures are doubtful.
  @JsonProperty
  List<String> doubts() {
    return Doubts.of(result, verdict);
  }

  /// Returns suggestions for avoiding the failures of the run.
  @JsonProperty
  List<String> advice() {
    return Advice.of(result);
  }
}
