/// The swarm: thousands of clients in one process that put load on a server, and prove that nothing
/// was lost.
///
/// Start reading at [dev.wharf.swarm.Swarm], which runs the phases, and at
/// [dev.wharf.swarm.Scenario], what the clients do. What the swarm knows of a game is its
/// [dev.wharf.swarm.SwarmGame].
@NullMarked
package dev.wharf.swarm;

import org.jspecify.annotations.NullMarked;
