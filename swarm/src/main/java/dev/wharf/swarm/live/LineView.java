package dev.wharf.swarm.live;

import dev.wharf.swarm.report.ProgressView;
import dev.wharf.swarm.report.Snapshot;
import dev.wharf.swarm.report.Units;
import java.io.PrintStream;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Prints one line per second, for logs and pipes.
public final class LineView implements ProgressView {
  private final PrintStream out;

  /// Creates a view that prints to a stream.
  ///
  /// @param out the stream for the lines
  public LineView(PrintStream out) {
    this.out = out;
  }

  @Override
  public void show(Snapshot snapshot) {
    out.println(line(snapshot));
  }

  @Override
  public void end(Snapshot snapshot) {
    show(snapshot);
  }

  static String line(Snapshot now) {
    String clients =
        String.format(
            Locale.ROOT,
            "%5.1f s  %s: %d/%d logged in",
            now.elapsedNanos() / 1e9,
            now.phase(),
            now.loggedIn(),
            now.clients());
    Stream<String> flows =
        now.flows().stream()
            .filter(flow -> flow.sentPerSecond() + flow.deliveredPerSecond() > 0)
            .map(LineView::describe);
    Stream<String> troubles =
        Stream.of(
            count(now.retried(), "retried"),
            count(now.disconnected(), "disconnected"),
            count(now.errors(), "errors"));
    return Stream.of(Stream.of(clients), flows, troubles)
        .flatMap(parts -> parts)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static String count(long count, String name) {
    return count == 0 ? "" : count + " " + name;
  }

  private static String describe(Snapshot.Flow flow) {
    return String.format(
        Locale.ROOT,
        "%s %,d sent/s, %,d delivered/s, p50 %s, p99 %s",
        flow.name(),
        flow.sentPerSecond(),
        flow.deliveredPerSecond(),
        Units.time(flow.latency().p50()),
        Units.time(flow.latency().p99()));
  }
}
