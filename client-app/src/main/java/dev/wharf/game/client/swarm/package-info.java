/// The game's part of the swarm: its scenarios, and its kinds of hostile clients. Start reading at
/// [dev.wharf.game.client.swarm.GameSwarm].
@NullMarked
package dev.wharf.game.client.swarm;

import org.jspecify.annotations.NullMarked;
