/// A server for any game. Start reading at [Game], the interface that a game implements, and
/// [GameContext], which the game receives. [GameServer] is the running server; [ServerCommand] is
/// its command line.
@NullMarked
package dev.wharf.server;

import org.jspecify.annotations.NullMarked;
