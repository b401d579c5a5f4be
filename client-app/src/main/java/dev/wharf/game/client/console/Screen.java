package dev.wharf.game.client.console;

import org.jspecify.annotations.Nullable;

/// Where a person, or a script, types lines and reads others.
interface Screen extends AutoCloseable {
  /// Shows a line. Any thread, also while [#readLine] waits.
  void print(String line);

  /// The next line; null when there are no more. Blocks. One thread.
  @Nullable String readLine();

  /// Whether a person sits there, who sees for himself when something has an answer.
  boolean isInteractive();

  @Override
  void close();
}
