/// Who is connected: [GameSession], its [Stage], and the [Players] that have logged in.
@NullMarked
package dev.wharf.server.player;

import org.jspecify.annotations.NullMarked;
