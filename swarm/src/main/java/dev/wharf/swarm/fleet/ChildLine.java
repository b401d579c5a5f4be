package dev.wharf.swarm.fleet;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.SwarmResult;
import org.jspecify.annotations.Nullable;

/// A line that a child process writes. Without content, it says that the child is ready to begin.
///
/// @param progress how it goes
/// @param result the last line of a child
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChildLine(@Nullable Snapshot progress, @Nullable SwarmResult result) {
  static final ChildLine READY = new ChildLine(null, null);
}
