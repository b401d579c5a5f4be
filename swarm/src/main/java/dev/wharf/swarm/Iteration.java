package dev.wharf.swarm;

/// One iteration of a virtual user: the user runs one action of its script.
///
/// @param number the number of the iteration, from 1. A skipped iteration has a number, too, so
///   that the numbers of a user go up, with gaps
/// @param scheduledAt the time that the iteration was scheduled for, in nanoseconds of the run's
///   clock; in a closed loop, the time of its start. Latencies count from this time
public record Iteration(long number, long scheduledAt) {}
