package dev.wharf.client.swarm;

import dev.wharf.client.swarm.report.LineView;
import dev.wharf.client.swarm.report.LiveView;
import dev.wharf.client.swarm.report.ProgressView;
import java.io.PrintStream;

/// What is shown while a swarm runs.
public enum ProgressKind {
  /// [#LIVE] on a terminal, else [#PLAIN].
  AUTO,
  /// A few lines, drawn in place.
  LIVE,
  /// A line a second.
  PLAIN,
  /// Nothing.
  NONE;

  /// The view.
  public ProgressView view(PrintStream out) {
    return switch (this) {
      case AUTO -> ProgressView.forTerminal(out, System.getenv());
      case LIVE -> new LiveView(out);
      case PLAIN -> new LineView(out);
      case NONE -> ProgressView.none();
    };
  }
}
