package dev.wharf.swarm.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.jline.utils.NonBlockingReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveViewTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String HOME = "\u001b[H";
  private static final String LEAVES = "\u001b[?25h\u001b[?1049l";

  private final Queue<Character> pressed = new ConcurrentLinkedQueue<>();
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final PipedOutputStream keyboard = new PipedOutputStream();
  private final Steering steering =
      new Steering() {
        @Override
        public void onKey(char key, int clients) {
          assertThat(clients).isEqualTo(500);
          pressed.add(key);
        }

        @Override
        public State state() {
          return Frames.AS_PLANNED;
        }
      };
  private Terminal terminal;
  private LiveView view;

  @BeforeEach
  void open() throws IOException {
    terminal =
        new ExternalTerminal(
            "test", "xterm", new PipedInputStream(keyboard), screen, StandardCharsets.UTF_8);
    terminal.setSize(new Size(80, 24));
    view = new LiveView(terminal, true, steering, "");
  }

  @AfterEach
  void close() {
    view.end(Frames.calm());
  }

  @Test
  void leavesTheTerminalAloneUntilThereIsSomethingToShow() {
    assertThat(drawn()).isEmpty();
    view.end(Frames.calm());
    assertThat(drawn()).isEmpty();
  }

  @Test
  void restoresTheTerminal() {
    String before = modes();
    view.show(Frames.calm());
    assertThat(modes()).isNotEqualTo(before);
    assertThat(drawn()).startsWith("\u001b[?1049h\u001b[?25l").doesNotContain(LEAVES);
    view.end(Frames.calm());
    assertThat(modes()).isEqualTo(before);
    assertThat(drawn()).endsWith(LEAVES);
  }

  @Test
  void readsNothingFromARestoredTerminal() throws Exception {
    terminal = new TerminalOfAProcess();
    view = new LiveView(terminal, true, steering, "");
    int before = leastRead();
    view.show(Frames.calm());
    await().atMost(PATIENCE).until(() -> leastRead() != before);
    for (int i = 0; i < 5; i++) {
      view.suspend();
      await().during(Duration.ofMillis(100)).until(() -> leastRead() == before);
      view.resume();
    }
  }

  @Test
  void drawsOverTheScreenWithoutClearingItFirst() {
    view.show(Frames.calm());
    screen.reset();
    view.show(Frames.calm());
    assertThat(drawn()).startsWith(HOME).endsWith("\u001b[K\u001b[J").doesNotContain("\u001b[2J");
    assertThat(drawn().split("\r\n", -1)).hasSizeLessThanOrEqualTo(24);
  }

  @Test
  void keysReachTheRun() throws IOException {
    view.show(Frames.calm());
    press("+-][p q");
    await().atMost(PATIENCE).until(() -> pressed.size() == 7);
    assertThat(pressed).containsExactly('+', '-', ']', '[', 'p', ' ', 'q');
  }

  @Test
  void ignoresArrowsAndFunctionKeys() throws IOException {
    view.show(Frames.calm());
    press("\u001b[A\u001b[15~\u001bOP+");
    await().atMost(PATIENCE).until(() -> !pressed.isEmpty());
    assertThat(pressed).containsExactly('+');
  }

  @Test
  void anyKeyClosesTheHelpAndDoesNothingElse() throws IOException {
    view.show(Frames.calm());
    press("?");
    await().atMost(PATIENCE).until(() -> drawn().contains("10 % more or fewer"));
    screen.reset();
    press("+");
    await().atMost(PATIENCE).until(() -> drawn().contains("latency"));
    assertThat(pressed).isEmpty();
  }

  @Test
  void drawsAnewWhenTheSizeChanges() {
    view.show(Frames.calm());
    screen.reset();
    terminal.setSize(new Size(60, 20));
    await().atMost(PATIENCE).until(() -> drawn().endsWith("\u001b[J"));
    assertThat(drawn().split("\r\n", -1)).hasSizeLessThanOrEqualTo(20);
  }

  @Test
  void usesColoursOnlyWhereTheyAreAllowed() {
    view.show(Frames.calm());
    assertThat(drawn()).contains("\u001b[36m");
    screen.reset();
    LiveView plain = new LiveView(terminal, false, steering, "");
    plain.show(Frames.calm());
    assertThat(drawn()).contains("latency").doesNotContainPattern("\u001b\\[[0-9;]*m");
    plain.end(Frames.calm());
  }

  /// A terminal whose mode changes at the begin of each read, as JLine's terminals of a process do.
  private final class TerminalOfAProcess extends ExternalTerminal {
    TerminalOfAProcess() throws IOException {
      super("test", "xterm", InputStream.nullInputStream(), screen, StandardCharsets.UTF_8);
    }

    @Override
    public NonBlockingReader reader() {
      return new NonBlockingReader() {
        @Override
        protected int read(long millis, boolean isPeek) throws IOException {
          try {
            Thread.sleep(20);
            Attributes attributes = getAttributes();
            attributes.setControlChar(Attributes.ControlChar.VMIN, 0);
            setAttributes(attributes);
            return READ_EXPIRED;
          } catch (InterruptedException e) {
            throw new InterruptedIOException();
          }
        }

        @Override
        public int readBuffered(char[] buffer, int offset, int length, long millis) {
          throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
      };
    }
  }

  private int leastRead() {
    return terminal.getAttributes().getControlChar(Attributes.ControlChar.VMIN);
  }

  private void press(String keys) throws IOException {
    keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
    keyboard.flush();
  }

  private String drawn() {
    return screen.toString(StandardCharsets.UTF_8);
  }

  private String modes() {
    Attributes attributes = terminal.getAttributes();
    return attributes.getLocalFlags() + " " + attributes.getInputFlags();
  }
}
