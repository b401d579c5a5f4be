/// The swarm: thousands of clients in one process that put load on a server, and prove that nothing
/// was lost.
///
/// Start reading at [dev.wharf.swarm.Scenario], the actions of the users, and at
/// [dev.wharf.swarm.SwarmGame], the swarm's view of a game. [dev.wharf.swarm.Swarm] runs them.
@NullMarked
package dev.wharf.swarm;

import org.jspecify.annotations.NullMarked;
