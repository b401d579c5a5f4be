package dev.wharf.swarm;

/// A message that is due.
///
/// @param number the client's count of its turns, from 1, which goes up from one to the next
/// @param intended when it was to be sent, by the run's clock in nanoseconds: latencies count from
///   here
public record Due(long number, long intended) {}
