/// The game of docs/players-who-come-back.md.
@NullMarked
package dev.wharf.game.server.race;

import org.jspecify.annotations.NullMarked;
