package dev.wharf.swarm.fleet;

import dev.wharf.swarm.report.Segment;

/// The first line that a child process reads: which part of the run is its own.
///
/// @param namePrefix what all clients' names begin with
public record Part(Segment segment, String namePrefix) {}
