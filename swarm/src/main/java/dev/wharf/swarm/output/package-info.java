/// Reports of a run. Start reading at [dev.wharf.swarm.output.Report], the content of a report. A
/// report is written as text ([dev.wharf.swarm.output.Summary]), as JSON
/// ([dev.wharf.swarm.output.JsonReport]) and as a page ([dev.wharf.swarm.output.HtmlReport]). JSON
/// files are read back ([dev.wharf.swarm.output.ReportFile]), merged
/// ([dev.wharf.swarm.output.MergedFiles]) and compared ([dev.wharf.swarm.output.Comparison]).
@NullMarked
package dev.wharf.swarm.output;

import org.jspecify.annotations.NullMarked;
