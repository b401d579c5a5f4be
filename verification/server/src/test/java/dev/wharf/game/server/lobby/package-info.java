/// The two servers of docs/server-to-server.md.
@NullMarked
package dev.wharf.game.server.lobby;

import org.jspecify.annotations.NullMarked;
