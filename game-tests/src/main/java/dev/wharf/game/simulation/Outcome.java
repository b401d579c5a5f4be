package dev.wharf.game.simulation;

import java.time.Duration;

/// The result of a simulated run, or of its part up to now.
///
/// @param time the virtual time since the beginning
/// @param deliveries the number of deliveries that arrived, and were checked
/// @param faults the number of faults that happened
/// @param resumes the connections that were cut, and how players came back
/// @param trades the trades that were checked
/// @param hash the hash of everything that happened; equal runs have equal hashes
/// @param problem what is wrong, in one line; empty when nothing is
/// @param events the last events before the problem, one on each line; empty when nothing is wrong
public record Outcome(
    Duration time,
    long deliveries,
    long faults,
    ResumeCounts resumes,
    CheckedTrades trades,
    long hash,
    String problem,
    String events) {
  /// Returns whether nothing is wrong.
  public boolean isGood() {
    return problem.isEmpty();
  }

  /// Returns the hash as 16 hexadecimal digits.
  public String hashText() {
    return String.format("%016x", hash);
  }
}
