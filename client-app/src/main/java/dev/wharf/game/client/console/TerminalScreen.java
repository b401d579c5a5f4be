package dev.wharf.game.client.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/// A terminal with a prompt. Lines from the server appear above the prompt.
final class TerminalScreen implements Screen {
  private static final String PROMPT = "> ";
  private static final char NO_ECHO = 0; // shows nothing in place of each character

  private final Terminal terminal;
  private final LineReader reader;

  private TerminalScreen(Terminal terminal) {
    this.terminal = terminal;
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .build();
  }

  /// Opens the terminal of the process, even when the terminal cannot move its cursor.
  static TerminalScreen open() {
    try {
      return new TerminalScreen(
          TerminalBuilder.builder()
              .system(true)
              .dumb(true)
              .encoding(StandardCharsets.UTF_8)
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the terminal: " + e.getMessage(), e);
    }
  }

  @Override
  public void print(String line) {
    reader.printAbove(line);
  }

  @Override
  public @Nullable String readLine() {
    try {
      return reader.readLine(PROMPT);
    } catch (UserInterruptException | EndOfFileException e) {
      return null;
    }
  }

  @Override
  public @Nullable String readSecret(String prompt) {
    try {
      return reader.readLine(prompt, NO_ECHO);
    } catch (UserInterruptException | EndOfFileException e) {
      return null;
    }
  }

  @Override
  public boolean isInteractive() {
    return true;
  }

  @Override
  public void close() {
    try {
      terminal.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot restore the terminal: " + e.getMessage(), e);
    }
  }
}
