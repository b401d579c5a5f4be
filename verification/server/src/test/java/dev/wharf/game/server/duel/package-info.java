/// The game that the pages build, as they have it.
@NullMarked
package dev.wharf.game.server.duel;

import org.jspecify.annotations.NullMarked;
