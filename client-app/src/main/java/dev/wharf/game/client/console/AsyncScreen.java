package dev.wharf.game.client.console;

import dev.wharf.engine.log.AsyncSink;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A screen whose [#print] never waits for the terminal. The worker of the connection prints lines
/// and also sends heartbeats. So a terminal that takes no output must not block this worker.
final class AsyncScreen implements Screen {
  /// The largest number of characters that wait until the terminal takes them. Further lines are
  /// dropped.
  static final int CAPACITY = 1 << 18;

  private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(2);

  private final Screen screen;
  private final AsyncSink<String> lines;

  /// Creates a screen that prints on another one.
  ///
  /// @param screen shows the lines; [#close] closes it
  AsyncScreen(Screen screen) {
    this.screen = screen;
    this.lines =
        new AsyncSink<>("screen", CAPACITY, String::length, screen::print, this::reportLost);
  }

  @Override
  public void print(String line) {
    lines.offer(line);
  }

  @Override
  public @Nullable String readLine() {
    return screen.readLine();
  }

  @Override
  public @Nullable String readSecret(String prompt) {
    return screen.readSecret(prompt);
  }

  @Override
  public boolean isInteractive() {
    return screen.isInteractive();
  }

  /// Waits until all lines are shown, at most two seconds, and closes the screen.
  @Override
  public void close() {
    boolean _ = lines.awaitWritten(FLUSH_TIMEOUT);
    screen.close();
  }

  private void reportLost(long lost) {
    print("! " + lost + " lines were not shown: the terminal did not take them");
  }
}
