package dev.wharf.swarm.report;

import dev.wharf.swarm.measure.Micros;
import java.util.List;

/// The result of the hostile clients of one kind.
///
/// @param kind the name of the kind
/// @param clients the number of concurrent clients
/// @param attempts the number of connections that the clients established
/// @param unpunished the connections that the server did not end within the kind's time limit, or
///   did not close
/// @param surprises the connections that the server ended with an unexpected reason, or let in by
///   mistake, or in which the client itself failed
/// @param outcomes the results of the connections, by [Outcome#what()]
public record HostileKindResult(
    String kind,
    int clients,
    long attempts,
    long unpunished,
    long surprises,
    List<Outcome> outcomes) {
  /// Returns the result of a kind without attempts.
  static HostileKindResult none(String kind) {
    return new HostileKindResult(kind, 0, 0, 0, 0, List.of());
  }

  /// One kind of result of a connection.
  ///
  /// @param what the failure code that the server sent, or a fixed text for what the client saw
  /// @param p50 the median time to the end of the connection, in nanoseconds, from the login (from
  ///   the connection when there was no login)
  /// @param max the longest time to the end of the connection, in nanoseconds
  public record Outcome(String what, long count, @Micros long p50, @Micros long max) {}
}
