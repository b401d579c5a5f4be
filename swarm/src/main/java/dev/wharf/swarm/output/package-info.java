/// Reports: as text ([dev.wharf.swarm.output.Summary]), JSON ([dev.wharf.swarm.output.JsonReport])
/// and a page ([dev.wharf.swarm.output.HtmlReport]); and files of them, read back, merged
/// ([dev.wharf.swarm.output.MergedFiles]) and compared ([dev.wharf.swarm.output.Comparison]).
@NullMarked
package dev.wharf.swarm.output;

import org.jspecify.annotations.NullMarked;
