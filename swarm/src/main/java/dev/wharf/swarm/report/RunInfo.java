package dev.wharf.swarm.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;

/// The settings of a run.
///
/// @param server host and port
/// @param clients how many clients
/// @param scenarios the names, in their order
/// @param duration for how long messages were to be sent, in all
/// @param rate messages a second of each client; 0 for each scenario's default
/// @param roomSize clients in a room
/// @param payloadBytes length of each content
/// @param workers I/O threads of the swarm
/// @param seed of the order and the contents
/// @param segment which part of the run this was
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
  /// The settings of a run that there is not.
  static final RunInfo NONE =
      new RunInfo("", 0, List.of(), Duration.ZERO, 0, 0, 0, 0, 0, Segment.WHOLE);

  /// The settings of the run that all segments play.
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
