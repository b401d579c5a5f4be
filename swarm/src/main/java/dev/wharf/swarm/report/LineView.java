package dev.wharf.swarm.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/// A line a second: for logs and pipes.
public final class LineView implements ProgressView {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final PrintStream out;

  /// @param out where the lines go
  public LineView(PrintStream out) {
    this.out = out;
  }

  @Override
  public Duration period() {
    return PERIOD;
  }

  @Override
  public void show(Snapshot snapshot) {
    out.println(line(snapshot));
  }

  @Override
  public void end(Snapshot snapshot) {
    show(snapshot);
  }

  static String line(Snapshot snapshot) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "%5.1f s  %s: %d/%d logged in",
            snapshot.elapsedNanos() / 1e9,
            snapshot.phase(),
            snapshot.loggedIn(),
            snapshot.clients()));
    snapshot.flows().stream()
        .filter(flow -> flow.sentPerSecond() + flow.deliveredPerSecond() > 0)
        .forEach(flow -> line.append("; ").append(describe(flow)));
    if (snapshot.retried() > 0) {
      line.append("; ").append(snapshot.retried()).append(" retried");
    }
    if (snapshot.disconnected() > 0) {
      line.append("; ").append(snapshot.disconnected()).append(" disconnected");
    }
    if (snapshot.errors() > 0) {
      line.append("; ").append(snapshot.errors()).append(" errors");
    }
    return line.toString();
  }

  private static String describe(Snapshot.Flow flow) {
    return flow.name()
        + " "
        + Units.count(flow.sentPerSecond())
        + " sent/s, "
        + Units.count(flow.deliveredPerSecond())
        + " delivered/s, p50 "
        + Units.time(flow.latency().p50())
        + ", p99 "
        + Units.time(flow.latency().p99());
  }
}
