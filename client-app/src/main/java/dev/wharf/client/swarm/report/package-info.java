/// What the swarm shows: its state while it runs ([dev.wharf.client.swarm.report.ProgressView]),
/// and afterwards the table ([dev.wharf.client.swarm.report.Summary]), the file
/// ([dev.wharf.client.swarm.report.JsonReport]) and the verdict
/// ([dev.wharf.client.swarm.report.Verdict]).
@NullMarked
package dev.wharf.client.swarm.report;

import org.jspecify.annotations.NullMarked;
