package dev.wharf.server.metrics;

/// The rooms at one moment.
///
/// @param rooms how many there are
/// @param waitingJobs jobs that wait for them, or are under way
public record RoomTotals(long rooms, long waitingJobs) {}
