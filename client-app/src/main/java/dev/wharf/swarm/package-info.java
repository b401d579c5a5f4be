/// The swarm: thousands of clients in one process that put load on a server, and prove that nothing
/// was lost.
///
/// Start reading at [dev.wharf.swarm.Swarm], which runs the phases, and at
/// [dev.wharf.swarm.Scenario], what the clients do; a new scenario is added to
/// [dev.wharf.swarm.ScenarioRegistry].
@NullMarked
package dev.wharf.swarm;

import org.jspecify.annotations.NullMarked;
