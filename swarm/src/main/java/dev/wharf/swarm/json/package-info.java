/// The swarm's JSON: one mapper for files and for the pipes between processes. Start reading at
/// [dev.wharf.swarm.json.SwarmJson].
@NullMarked
package dev.wharf.swarm.json;

import org.jspecify.annotations.NullMarked;
