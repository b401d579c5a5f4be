/// The client program: the console client, the swarm, and the demo. Start reading at
/// [dev.wharf.game.client.ClientMain].
@NullMarked
package dev.wharf.game.client;

import org.jspecify.annotations.NullMarked;
