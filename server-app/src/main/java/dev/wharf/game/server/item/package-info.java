/// The items and coins of players, and trades between two of them.
@NullMarked
package dev.wharf.game.server.item;

import org.jspecify.annotations.NullMarked;
