/// The game that the pages of the documentation build. The code is exactly that of the pages.
@NullMarked
package dev.wharf.game.server.duel;

import org.jspecify.annotations.NullMarked;
