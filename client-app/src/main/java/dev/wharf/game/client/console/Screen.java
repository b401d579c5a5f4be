package dev.wharf.game.client.console;

import org.jspecify.annotations.Nullable;

/// Reads lines from a person or a script, and shows lines to them.
interface Screen extends AutoCloseable {
  /// Shows a line. Any thread may call this method, even while another thread waits in [#readLine].
  void print(String line);

  /// Waits for the next line of the input. Only one thread at a time may call this method.
  ///
  /// @return the line; null at the end of the input
  @Nullable String readLine();

  /// Waits for a line that nobody may see, such as a password. A terminal does not show what is
  /// typed.
  ///
  /// @param prompt what to type; only a terminal shows it
  /// @return the line; null at the end of the input
  @Nullable String readSecret(String prompt);

  /// Returns whether a person types the lines. If not, a script supplies them, and the chat waits
  /// for the reply to a line before it reads the next line.
  boolean isInteractive();

  @Override
  void close();
}
