/// Chat: rooms whose messages have numbers, and whispers. Start reading at [ChatHandlers] and
/// [Room].
@NullMarked
package dev.wharf.game.server.chat;

import org.jspecify.annotations.NullMarked;
