package dev.wharf.swarm.output;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.wharf.swarm.report.SwarmResult;
import dev.wharf.swarm.report.Verdict;
import java.util.List;

/// A report: its JSON is explained in docs/swarm-report.md.
///
/// @param result of the run
/// @param verdict on it
/// @param environment where and when it was
/// @param notes a line each, of whoever ran it
public record Report(
    @JsonUnwrapped SwarmResult result,
    @JsonUnwrapped Verdict verdict,
    RunEnvironment environment,
    List<String> notes) {
  /// Raised when a field changes its meaning, or goes.
  static final int FORMAT = 4;

  /// Copies the notes.
  public Report {
    notes = List.copyOf(notes);
  }

  /// About a run of this process that has just ended.
  public static Report of(SwarmResult result, Verdict verdict, List<String> notes) {
    return new Report(result, verdict, RunEnvironment.here(), notes);
  }

  @JsonProperty
  int format() {
    return FORMAT;
  }

  /// Why the figures are doubtful.
  @JsonProperty
  List<String> doubts() {
    return Doubts.of(result, verdict);
  }

  /// How to avoid the failures.
  @JsonProperty
  List<String> advice() {
    return Advice.of(result);
  }
}
