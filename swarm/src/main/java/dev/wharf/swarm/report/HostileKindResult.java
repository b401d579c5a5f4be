package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.Micros;
import java.util.List;

/// The result of the hostile clients of one kind.
///
/// @param kind its name
/// @param clients how many there were at one time
/// @param attempts how many connections they made, one after another; each counts from its begin
/// @param unpunished how many of these the server did not end by the kind's bound, or did not close
///   afterwards
/// @param surprises how many it ended for a reason that does not fit what they did
/// @param outcomes how they ended, by [Outcome#what()]
public record HostileKindResult(
    String kind,
    int clients,
    long attempts,
    long unpunished,
    long surprises,
    List<Outcome> outcomes) {
  /// A kind that has not tried.
  static HostileKindResult none(String kind) {
    return new HostileKindResult(kind, 0, 0, 0, 0, List.of());
  }

  /// One way to end.
  ///
  /// @param what the code that the server sent, or what the client saw, in our own words
  /// @param p50 in nanoseconds, from the login on, or from the connection where there was none
  /// @param max the longest, in nanoseconds
  public record Outcome(String what, long count, @Micros long p50, @Micros long max) {}
}
