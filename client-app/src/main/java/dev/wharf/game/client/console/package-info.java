/// `wharf client`: chat from the console. Start reading at
/// [dev.wharf.game.client.console.ConsoleCommand]; [dev.wharf.game.client.console.Chat] is what it
/// does.
@NullMarked
package dev.wharf.game.client.console;

import org.jspecify.annotations.NullMarked;
