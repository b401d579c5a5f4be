/// The game that the pages build, exactly as they show it.
@NullMarked
package dev.wharf.game.server.duel;

import org.jspecify.annotations.NullMarked;
