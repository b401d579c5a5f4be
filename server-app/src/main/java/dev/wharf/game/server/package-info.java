/// The sample game's server, which a team replaces with its own game. Start reading at
/// [SampleGame]. Packets that belong together have their handlers in one package, such as `chat`.
@NullMarked
package dev.wharf.game.server;

import org.jspecify.annotations.NullMarked;
