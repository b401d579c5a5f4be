package dev.wharf.engine.timer;

/// How the periodic jobs of the queues of one name are doing, ticks above all.
///
/// @param queue the queues' name
/// @param jobs how many such jobs there are
/// @param failing how many of them fail again and again: every run for some time has thrown
public record PeriodicJobs(String queue, int jobs, int failing) {}
