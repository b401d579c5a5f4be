package dev.wharf.game.client.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsyncScreenTest {
  /// Has one permit for each line that the terminal may take.
  private final Semaphore permits = new Semaphore(0);

  private final List<String> shown = new CopyOnWriteArrayList<>();
  private final AsyncScreen screen = new AsyncScreen(new SlowTerminal());

  @Test
  void acceptsLinesWhileTheTerminalIsStoppedAndShowsThemInOrderLater() {
    screen.print("one");
    screen.print("two");
    assertThat(shown).isEmpty();
    permits.release(2);
    screen.close();
    assertThat(shown).containsExactly("one", "two", "(closed)");
  }

  @Test
  void reportsHowManyLinesWereNotShown() {
    String half = "x".repeat(AsyncScreen.CAPACITY / 2);
    screen.print(half);
    screen.print(half);
    screen.print("no room");
    screen.print("none either");
    permits.release(3);
    screen.close();
    assertThat(shown)
        .containsExactly(
            half, half, "! 2 lines were not shown: the terminal did not take them", "(closed)");
  }

  @Test
  void closesAlsoWhenTheTerminalIsStopped() {
    screen.print("stuck");
    screen.close();
    assertThat(shown).containsExactly("(closed)");
  }

  private final class SlowTerminal implements Screen {
    @Override
    public void print(String line) {
      permits.acquireUninterruptibly();
      shown.add(line);
    }

    @Override
    public @Nullable String readLine() {
      return null;
    }

    @Override
    public @Nullable String readSecret(String prompt) {
      return readLine();
    }

    @Override
    public boolean isInteractive() {
      return true;
    }

    @Override
    public void close() {
      shown.add("(closed)");
    }
  }
}
