/// The game's part of the swarm: what its clients play, and what its hostile clients do. Start
/// reading at [dev.wharf.game.client.swarm.GameSwarm].
@NullMarked
package dev.wharf.game.client.swarm;

import org.jspecify.annotations.NullMarked;
