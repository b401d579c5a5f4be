package dev.wharf.game.client.console;

import org.jspecify.annotations.Nullable;

/// Reads lines from a person or a script, and shows lines to them.
interface Screen extends AutoCloseable {
  /// Shows a line. Any thread may call this, also while another thread waits in [#readLine].
  void print(String line);

  /// Waits for the next line. One thread at a time.
  ///
  /// @return null at the end of the input
  @Nullable String readLine();

  /// Returns whether a person types the lines. A script has to wait for the reply to each line.
  boolean isInteractive();

  @Override
  void close();
}
