package dev.wharf.swarm.fleet;

import dev.wharf.swarm.report.Segment;
import java.util.Map;

/// The first line that a child process reads: which part of the run is its own.
///
/// @param namePrefix what all clients' names begin with
/// @param secrets values of options that must not be on a command line, by the options' names
public record Part(Segment segment, String namePrefix, Map<String, String> secrets) {
  /// Copies the map.
  public Part {
    secrets = Map.copyOf(secrets);
  }

  /// Without secrets.
  public Part(Segment segment, String namePrefix) {
    this(segment, namePrefix, Map.of());
  }
}
