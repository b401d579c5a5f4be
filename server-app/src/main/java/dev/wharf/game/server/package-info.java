/// The sample game's server, which a team replaces with its own game. Start reading at
/// [SampleGame]. The handlers of a subject's packets are in its own package, such as `chat`.
@NullMarked
package dev.wharf.game.server;

import org.jspecify.annotations.NullMarked;
