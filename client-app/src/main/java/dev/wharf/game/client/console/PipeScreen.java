package dev.wharf.game.client.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// A screen for pipes, scripts and tests: reads and writes lines without a terminal.
final class PipeScreen implements Screen {
  private final BufferedReader input;
  private final PrintStream output;

  PipeScreen(Reader input, PrintStream output) {
    this.input = new BufferedReader(input);
    this.output = output;
  }

  @Override
  public void print(String line) {
    output.println(line);
  }

  @Override
  public @Nullable String readLine() {
    try {
      return input.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public @Nullable String readSecret(String prompt) {
    return readLine();
  }

  @Override
  public boolean isInteractive() {
    return false;
  }

  @Override
  public void close() {}
}
