/// What the swarm shows: its state while it runs ([dev.wharf.swarm.report.ProgressView]), and
/// afterwards the table ([dev.wharf.swarm.report.Summary]), the file
/// ([dev.wharf.swarm.report.JsonReport]) and the verdict ([dev.wharf.swarm.report.Verdict]).
@NullMarked
package dev.wharf.swarm.report;

import org.jspecify.annotations.NullMarked;
