/// Who is connected: [GameSession], its [Stage], and the [Players] that have logged in, with their
/// [Account].
@NullMarked
package dev.wharf.server.player;

import org.jspecify.annotations.NullMarked;
