/// The swarm: thousands of virtual users in one process put load on a server, and prove that no
/// message was lost.
///
/// Start reading at [dev.wharf.swarm.Scenario], the actions of a user, and at
/// [dev.wharf.swarm.SwarmGame], the description of a game. [dev.wharf.swarm.Swarm] runs them.
@NullMarked
package dev.wharf.swarm;

import org.jspecify.annotations.NullMarked;
