package dev.wharf.game.client.console;

import dev.wharf.engine.log.AsyncSink;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A screen whose [#print] never waits for the terminal. The lines come from the connection's
/// worker, which must go on when the terminal is stopped: it sends the heartbeats.
final class AsyncScreen implements Screen {
  /// The most characters of lines that wait for the terminal.
  static final int CAPACITY = 1 << 18;

  private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(2);

  private final Screen screen;
  private final AsyncSink<String> lines;

  /// @param screen closed with this one
  AsyncScreen(Screen screen) {
    this.screen = screen;
    this.lines = new AsyncSink<>("screen", CAPACITY, String::length, screen::print, this::tellLost);
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

  /// Shows what is left, for up to two seconds.
  @Override
  public void close() {
    boolean _ = lines.awaitWritten(FLUSH_TIMEOUT);
    screen.close();
  }

  private void tellLost(long lost) {
    print("! " + lost + " lines were not shown: the terminal did not take them");
  }
}
