package dev.wharf.engine.timer;

/// The number of periodic jobs, such as ticks, in the queues of one name, and how many of them keep
/// failing.
///
/// @param queue the name of the queues
/// @param jobs the number of their periodic jobs
/// @param failing the number of those jobs whose every run has thrown for some time
public record PeriodicJobs(String queue, int jobs, int failing) {}
