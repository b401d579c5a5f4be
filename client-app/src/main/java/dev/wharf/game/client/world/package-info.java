/// A client's picture of the world, and the swarm's scenario `walk`, which checks it.
@NullMarked
package dev.wharf.game.client.world;

import org.jspecify.annotations.NullMarked;
