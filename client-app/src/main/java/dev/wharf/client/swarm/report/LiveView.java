package dev.wharf.client.swarm.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A few lines that are drawn anew in their place: for terminals that know ANSI escapes. No line is
/// longer than 79 characters, so that none wraps at 80 columns.
public final class LiveView implements ProgressView {
  private static final Duration PERIOD = Duration.ofMillis(500);
  private static final int WIDTH = 79;
  private static final int BAR = 24;
  private static final String LINE_UP = "\u001b[1A";
  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final PrintStream out;
  private int linesDrawn;

  /// @param out the terminal
  public LiveView(PrintStream out) {
    this.out = out;
  }

  @Override
  public Duration period() {
    return PERIOD;
  }

  @Override
  public void show(Snapshot snapshot) {
    List<String> lines = lines(snapshot);
    StringBuilder drawing = new StringBuilder(LINE_UP.repeat(linesDrawn));
    lines.forEach(line -> drawing.append(CLEAR_LINE).append(line).append('\n'));
    linesDrawn = lines.size();
    out.print(drawing);
    out.flush();
  }

  @Override
  public void end(Snapshot snapshot) {
    show(snapshot);
    linesDrawn = 0;
  }

  static List<String> lines(Snapshot snapshot) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            " [%s] %3.0f %%  %5.1f s  %s",
            bar(snapshot.fraction()),
            Math.floor(snapshot.fraction() * 100),
            snapshot.elapsedNanos() / 1e9,
            snapshot.phase()));
    lines.add(
        String.format(
            Locale.ROOT,
            " clients  %,d of %,d connected, %,d logged in, %,d disconnected, %,d errors",
            snapshot.connected(),
            snapshot.clients(),
            snapshot.loggedIn(),
            snapshot.disconnected(),
            snapshot.errors()));
    snapshot.flows().forEach(flow -> lines.add(line(flow)));
    return lines.stream().map(LiveView::fit).toList();
  }

  private static String line(Snapshot.Flow flow) {
    String rates =
        String.format(
            Locale.ROOT,
            " %-7s  %,9d sent/s  %,9d delivered/s",
            flow.name(),
            flow.sentPerSecond(),
            flow.deliveredPerSecond());
    return flow.latency().count() == 0
        ? rates
        : rates
            + "  p50 "
            + Units.time(flow.latency().p50())
            + "  p99 "
            + Units.time(flow.latency().p99());
  }

  private static String bar(double fraction) {
    int full = (int) (fraction * BAR);
    return "#".repeat(full) + ".".repeat(BAR - full);
  }

  private static String fit(String line) {
    return line.length() <= WIDTH ? line : line.substring(0, WIDTH);
  }
}
