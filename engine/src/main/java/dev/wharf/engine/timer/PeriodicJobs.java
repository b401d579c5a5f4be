package dev.wharf.engine.timer;

/// The number of periodic jobs, such as ticks, in the queues that have one name, and how many of
/// these jobs keep failing.
///
/// @param queue the name of the queues
/// @param jobs the number of periodic jobs in these queues
/// @param failing how many of these jobs keep failing, as [JobTimer#failingFor] says
public record PeriodicJobs(String queue, int jobs, int failing) {}
