/// The swarm: thousands of clients in one process that put load on a server, and prove that nothing
/// was lost.
///
/// Start reading at [dev.wharf.client.swarm.Swarm], which runs the phases, and at
/// [dev.wharf.client.swarm.Scenario], what the clients do; a new scenario is added to
/// [dev.wharf.client.swarm.ScenarioRegistry].
@NullMarked
package dev.wharf.client.swarm;

import org.jspecify.annotations.NullMarked;
