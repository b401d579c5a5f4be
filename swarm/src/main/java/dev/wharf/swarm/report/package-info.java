/// The result of a run ([dev.wharf.swarm.report.SwarmResult]), its progress
/// ([dev.wharf.swarm.report.ProgressView]) and the verdict on it
/// ([dev.wharf.swarm.report.Verdict]).
@NullMarked
package dev.wharf.swarm.report;

import org.jspecify.annotations.NullMarked;
