/// Chat: rooms with numbered messages, and whispers. Start reading at [ChatHandlers], then [Room].
@NullMarked
package dev.wharf.game.server.chat;

import org.jspecify.annotations.NullMarked;
