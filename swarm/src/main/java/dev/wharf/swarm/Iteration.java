package dev.wharf.swarm;

/// One iteration of a virtual user: a message is due.
///
/// @param number the user's count of its iterations, from 1, which goes up from one to the next
/// @param intended when it was scheduled, by the run's clock in nanoseconds: latencies count from
///   here
public record Iteration(long number, long intended) {}
