package dev.wharf.swarm.report;

import java.util.List;

/// All that is written about a run.
///
/// @param result what came of it
/// @param verdict whether that is good
/// @param environment where and when it was
/// @param notes a line each, of whoever ran it
public record Report(
    SwarmResult result, Verdict verdict, RunEnvironment environment, List<String> notes) {
  /// Copies the notes.
  public Report {
    notes = List.copyOf(notes);
  }

  /// About a run of this process that has just ended.
  public static Report of(SwarmResult result, Verdict verdict, List<String> notes) {
    return new Report(result, verdict, RunEnvironment.here(), notes);
  }
}
