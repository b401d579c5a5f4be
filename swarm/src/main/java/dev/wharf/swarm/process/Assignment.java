package dev.wharf.swarm.process;

import dev.wharf.swarm.report.Segment;
import java.util.Map;

/// The first line that a child process reads: the segment that it runs, and the facts that are not
/// on its command line.
///
/// @param namePrefix the beginning of all users' names
/// @param secrets values of secret options, by the options' names. They are not on the child's
///   command line, because other users of the machine can read command lines
public record Assignment(Segment segment, String namePrefix, Map<String, String> secrets) {
  /// Copies the map.
  public Assignment {
    secrets = Map.copyOf(secrets);
  }

  /// Creates an assignment without secrets.
  public Assignment(Segment segment, String namePrefix) {
    this(segment, namePrefix, Map.of());
  }
}
