/// The swarm's JSON: one mapper for files and for the pipes between processes.
@NullMarked
package dev.wharf.swarm.json;

import org.jspecify.annotations.NullMarked;
