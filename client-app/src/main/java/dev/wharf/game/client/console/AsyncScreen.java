package dev.wharf.game.client.console;

import dev.wharf.engine.log.AsyncSink;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A screen whose [#print] never waits for the terminal. The connection's worker prints lines and
/// sends heartbeats, so that a stopped terminal must not block it.
final class AsyncScreen implements Screen {
  /// The largest number of characters that wait for the terminal. Further lines are dropped.
  static final int CAPACITY = 1 << 18;

  private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(2);

  private final Screen screen;
  private final AsyncSink<String> lines;

  /// @param screen closed with this one
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
  public boolean isInteractive() {
    return screen.isInteractive();
  }

  /// Waits up to two seconds until all lines are shown, and closes the screen.
  @Override
  public void close() {
    boolean _ = lines.awaitWritten(FLUSH_TIMEOUT);
    screen.close();
  }

  private void reportLost(long lost) {
    print("! " + lost + " lines were not shown: the terminal did not take them");
  }
}
