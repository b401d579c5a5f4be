/// `wharf client`: chat from the console. Start reading at
/// [dev.wharf.client.console.ConsoleCommand]; [dev.wharf.client.console.Chat] is what it does.
@NullMarked
package dev.wharf.client.console;

import org.jspecify.annotations.NullMarked;
