package dev.wharf.swarm.live;

import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedCharSequence.ForceMode;
import org.jline.utils.AttributedString;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/// The full-screen view. It draws every second, on each key, and when the terminal's size changes.
/// The view changes the terminal's mode at the first snapshot, and restores the mode at the end of
/// the run or of the process. Thread-safe.
public final class LiveView implements ProgressView {
  private static final Duration TO_END = Duration.ofSeconds(2);
  private static final long LOOK_MILLIS = 200;
  private static final long LONGEST_READ_MILLIS = 2 * LOOK_MILLIS;
  private static final int COLUMNS = 80;
  private static final int ROWS = 24;
  private static final String TAKE = "\u001b[?1049h\u001b[?25l\u001b[2J";
  private static final String GIVE_BACK = "\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE_END = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final Terminal terminal;
  private final int colours;
  private final Steering steering;
  private final String note;
  private final KeyReader reader;

  /// Guards the terminal's mode and reads of the terminal, because JLine may change the mode at
  /// each read. A thread with the lock of the view may take this lock, and not the other way round.
  private final ReentrantLock reading = new ReentrantLock();

  private final Thread keys = Thread.ofPlatform().daemon().name("keys").unstarted(this::readKeys);
  private final Thread restoring =
      Thread.ofPlatform().name("restore").unstarted(this::giveBackAtExit);

  /// The attributes that the shell has set for the terminal; null before the first snapshot. The
  /// lock of this object guards this field and all fields below.
  private @Nullable Attributes before;

  private @Nullable Snapshot latest;
  private Map<String, List<Long>> history = Map.of();
  private boolean isHelp;

  /// Whether the run or the process ends. No read of the terminal begins after that.
  private volatile boolean isOver;

  /// Whether the process is stopped (Ctrl-Z). No read of the terminal begins meanwhile.
  private volatile boolean isSuspended;

  private @Nullable JobControl jobControl;
  private Size size = new Size(0, 0);

  /// Creates a view, which does not change the terminal before the first snapshot.
  ///
  /// @param terminal a terminal that understands ANSI escapes
  /// @param hasColours whether the view uses colours
  /// @param steering handles the keys
  /// @param note a line at the top of the screen; empty for none
  public LiveView(Terminal terminal, boolean hasColours, Steering steering, String note) {
    this.terminal = terminal;
    this.steering = steering;
    this.note = note;
    Integer most = terminal.getNumericCapability(Capability.max_colors);
    this.colours = hasColours && most != null ? most : 0;
    this.reader = new KeyReader(terminal.reader());
  }

  @Override
  public boolean isDetailed() {
    return true;
  }

  @Override
  public synchronized void show(Snapshot snapshot) {
    if (isOver) {
      return;
    }
    if (before == null) {
      take();
    }
    latest = snapshot;
    history = Frame.longer(history, snapshot);
    draw();
  }

  @Override
  public void end(Snapshot snapshot) {
    giveBack();
    try {
      Runtime.getRuntime().removeShutdownHook(restoring);
    } catch (IllegalStateException e) {
      return; // the process is exiting, and JLine closes its terminals itself
    }
    try {
      if (keys.isAlive()) {
        keys.interrupt();
        boolean _ = keys.join(TO_END);
      }
      terminal.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot restore the terminal: " + e.getMessage(), e);
    }
  }

  private void take() {
    before = terminal.enterRawMode();
    Runtime.getRuntime().addShutdownHook(restoring);
    write(TAKE);
    jobControl = new JobControl(this::suspend, this::resume);
    keys.start();
  }

  /// Restores the terminal before the process is stopped (Ctrl-Z).
  synchronized void suspend() {
    if (!isOver && !isSuspended) {
      isSuspended = true;
      leave();
    }
  }

  /// Changes the terminal's mode again after the process was continued.
  synchronized void resume() {
    if (!isOver) {
      setMode(
          () -> {
            Attributes _ = terminal.enterRawMode();
            isSuspended = false;
          });
      write(TAKE);
      draw();
    }
  }

  /// Restores the terminal.
  private void leave() {
    Attributes shells = before;
    if (shells != null) {
      write(GIVE_BACK);
      setMode(() -> terminal.setAttributes(shells));
    }
  }

  /// Changes the terminal's mode when no thread reads the terminal. A read returns after
  /// [#LOOK_MILLIS], unless the mode is restored already, as JLine does when the process ends. Such
  /// a read blocks, and sets no mode any more. So this method waits at most [#LONGEST_READ_MILLIS].
  private void setMode(Runnable change) {
    boolean isLocked = false;
    try {
      isLocked = reading.tryLock(LONGEST_READ_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      change.run();
    } finally {
      if (isLocked) {
        reading.unlock();
      }
    }
  }

  /// Restores the terminal. Later calls have no effect.
  private synchronized void giveBack() {
    boolean isFirst = !isOver;
    isOver = true;
    if (isFirst) {
      leave();
    }
    if (jobControl != null) {
      jobControl.close();
    }
  }

  /// Restores the terminal when the process ends. Waits at most [#TO_END], because a stopped
  /// terminal blocks the thread that writes.
  private void giveBackAtExit() {
    try {
      boolean _ = Thread.ofPlatform().daemon().name("give-back").start(this::giveBack).join(TO_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readKeys() {
    try {
      int key = 0;
      while (key != KeyReader.END && !isOver) {
        key = nextKey();
        if (key >= 0) {
          onKey((char) key);
        } else {
          onSize();
        }
      }
    } catch (IOException | InterruptedException e) {
      // The terminal is gone, or its mode is restored: there are no more keys.
    }
  }

  private int nextKey() throws IOException, InterruptedException {
    reading.lock();
    try {
      if (!isSuspended && !isOver) {
        return reader.next(LOOK_MILLIS);
      }
    } finally {
      reading.unlock();
    }
    Thread.sleep(LOOK_MILLIS);
    return KeyReader.NOTHING;
  }

  private synchronized void onKey(char key) {
    boolean wasHelp = isHelp;
    isHelp = !isHelp && (key == '?' || key == 'h');
    if (latest != null && !isHelp && (!wasHelp || key == 'q')) {
      steering.onKey(key, latest.clients());
    }
    draw();
  }

  private synchronized void onSize() {
    if (!size.equals(size())) {
      draw();
    }
  }

  private void draw() {
    if (latest == null || isOver || isSuspended) {
      return;
    }
    size = size();
    Frame frame = new Frame(latest, history, steering.state(), isHelp, note);
    List<String> lines =
        LiveScreen.lines(frame, size.getColumns(), size.getRows()).stream()
            .map(this::escaped)
            .toList();
    write(HOME + String.join(CLEAR_LINE_END + "\r\n", lines) + CLEAR_LINE_END + CLEAR_BELOW);
  }

  private String escaped(AttributedString line) {
    return colours == 0 ? line.toString() : line.toAnsi(colours, ForceMode.None);
  }

  private Size size() {
    Size now = terminal.getSize();
    return now.getColumns() > 0 && now.getRows() > 0 ? now : new Size(COLUMNS, ROWS);
  }

  /// Writes a text to the terminal in one call, to avoid flicker.
  private void write(String text) {
    try {
      terminal.output().write(text.getBytes(terminal.encoding()));
      terminal.output().flush();
    } catch (IOException e) {
      // The terminal is gone. The run goes on, and leaves its report.
    }
  }
}
