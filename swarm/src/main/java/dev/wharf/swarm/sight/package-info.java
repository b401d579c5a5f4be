/// Checks what clients see in a world where each of them sees what is near
/// (`dev.wharf.server.sight` on the server's side).
@NullMarked
package dev.wharf.swarm.sight;

import org.jspecify.annotations.NullMarked;
