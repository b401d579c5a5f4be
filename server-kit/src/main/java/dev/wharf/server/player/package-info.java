/// The clients of a game server: a [GameSession] for each, with its [Stage]; and the [Players] who
/// have logged in, each with an [Account].
@NullMarked
package dev.wharf.server.player;

import org.jspecify.annotations.NullMarked;
