/// A server process for any game. Start reading at [Game], which a team implements, and
/// [GameContext], which it gets; [GameServer] puts the parts together, [ServerCommand] is the
/// command line.
@NullMarked
package dev.wharf.server;

import org.jspecify.annotations.NullMarked;
