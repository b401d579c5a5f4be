package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;

/// The settings of a run.
///
/// @param server the server's host and port
/// @param clients the number of clients
/// @param scenarios the names of the scenarios in their order
/// @param duration the planned time of sending
/// @param rate messages per second of each client; 0 for each scenario's default
/// @param roomSize the number of clients in a room
/// @param payloadBytes the length of each message's content
/// @param workers the number of the swarm's I/O threads
/// @param seed the seed for the order in which users send, and for the contents of messages
/// @param segment the part of the run that this process ran
public record RunInfo(
    String server,
    int clients,
    List<String> scenarios,
    @JsonProperty("duration_seconds") Duration duration,
    double rate,
    int roomSize,
    int payloadBytes,
    int workers,
    long seed,
    Segment segment) {
  /// The settings of an empty run.
  static final RunInfo NONE =
      new RunInfo("", 0, List.of(), Duration.ZERO, 0, 0, 0, 0, 0, Segment.WHOLE);

  /// Returns the settings of the whole run, of which this is a segment.
  public RunInfo whole() {
    return new RunInfo(
        server,
        clients,
        scenarios,
        duration,
        rate,
        roomSize,
        payloadBytes,
        workers,
        seed,
        Segment.WHOLE);
  }
}
