package dev.wharf.swarm.process;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.SwarmResult;
import org.jspecify.annotations.Nullable;

/// A line that a child process writes to its parent. A line without content says that the child is
/// ready to start.
///
/// @param progress the state of the child's run; null in other lines
/// @param result the child's result, in its last line; null in other lines
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChildMessage(@Nullable Snapshot progress, @Nullable SwarmResult result) {
  static final ChildMessage READY = new ChildMessage(null, null);
}
