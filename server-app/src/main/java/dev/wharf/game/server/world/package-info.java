/// The world: zones in which players and walkers move, and see what is near.
@NullMarked
package dev.wharf.game.server.world;

import org.jspecify.annotations.NullMarked;
