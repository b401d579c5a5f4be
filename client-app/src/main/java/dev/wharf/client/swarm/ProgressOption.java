package dev.wharf.client.swarm;

import dev.wharf.client.swarm.report.LineView;
import dev.wharf.client.swarm.report.LiveView;
import dev.wharf.client.swarm.report.ProgressView;
import java.io.PrintStream;
import picocli.CommandLine.Option;

/// The option that says what is shown while a swarm runs.
public final class ProgressOption {
  @Option(
      names = "--progress",
      paramLabel = "HOW",
      defaultValue = "auto",
      description =
          "What is shown meanwhile: live, plain, none, or auto, which is live on a terminal.")
  private Kind kind = Kind.AUTO;

  private enum Kind {
    AUTO,
    LIVE,
    PLAIN,
    NONE
  }

  /// The view that was asked for.
  public ProgressView view(PrintStream out) {
    return switch (kind) {
      case AUTO -> ProgressView.forTerminal(out, System.getenv());
      case LIVE -> new LiveView(out);
      case PLAIN -> new LineView(out);
      case NONE -> ProgressView.none();
    };
  }
}
