/// The sample game of docs/game-server.md, in which players walk, and its test. Start reading at
/// [dev.wharf.game.move.MoveGame].
@NullMarked
package dev.wharf.game.move;

import org.jspecify.annotations.NullMarked;
