package dev.wharf.swarm;

/// One iteration of a virtual user: it runs one action of its script.
///
/// @param number counts the user's iterations from 1. Skipped iterations have numbers too, so the
///   numbers of a user go up, with gaps
/// @param scheduledAt the time that the iteration was scheduled for, in nanoseconds of the run's
///   clock. Latencies count from here
public record Iteration(long number, long scheduledAt) {}
