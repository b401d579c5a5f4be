package dev.wharf.swarm.fleet;

import dev.wharf.swarm.report.Segment;

/// The first line that a child process reads: which part of the run is its own.
///
/// @param namePrefix the beginning of all clients' names
public record Part(Segment segment, String namePrefix) {}
