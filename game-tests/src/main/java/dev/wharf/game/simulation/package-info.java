/// The whole game in a simulated world: its server, the swarm's virtual users, and a network with
/// faults, in virtual time. Start reading at [dev.wharf.game.simulation.SimulatedGame].
@NullMarked
package dev.wharf.game.simulation;

import org.jspecify.annotations.NullMarked;
