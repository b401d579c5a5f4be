/// The result of a run, its progress, and the verdict on it. Start reading at
/// [dev.wharf.swarm.report.SwarmResult], the result. A [dev.wharf.swarm.report.ProgressView] shows
/// the progress, and [dev.wharf.swarm.report.Verdict] compares the result with thresholds.
@NullMarked
package dev.wharf.swarm.report;

import org.jspecify.annotations.NullMarked;
