/// The client application: the console client, the swarm, and the demo. Start reading at
/// [dev.wharf.client.ClientMain].
@NullMarked
package dev.wharf.client;

import org.jspecify.annotations.NullMarked;
