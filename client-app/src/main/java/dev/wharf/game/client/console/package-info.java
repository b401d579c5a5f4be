/// `wharf client`: chat from the console. Start reading at
/// [dev.wharf.game.client.console.ConsoleCommand], the command, and
/// [dev.wharf.game.client.console.Chat], which runs it.
@NullMarked
package dev.wharf.game.client.console;

import org.jspecify.annotations.NullMarked;
