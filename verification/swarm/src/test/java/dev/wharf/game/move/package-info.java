/// The game of movement of docs/game-server.md.
@NullMarked
package dev.wharf.game.move;

import org.jspecify.annotations.NullMarked;
