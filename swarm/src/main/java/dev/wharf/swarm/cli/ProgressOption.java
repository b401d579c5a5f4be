package dev.wharf.swarm.cli;

import dev.wharf.swarm.SwarmControl;
import dev.wharf.swarm.live.LineView;
import dev.wharf.swarm.live.LiveView;
import dev.wharf.swarm.report.ProgressView;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Option;

/// The option that says what is shown while a swarm runs.
public final class ProgressOption {
  @Option(
      names = "--progress",
      paramLabel = "HOW",
      defaultValue = "auto",
      description =
          "What is shown meanwhile: live (with keys that change the run; ? explains them), plain,"
              + " none, or auto, which is live on a terminal.")
  private Kind kind = Kind.AUTO;

  private static final Duration TO_PRINT = Duration.ofSeconds(1);

  private enum Kind {
    AUTO,
    LIVE,
    PLAIN,
    NONE
  }

  /// Made by picocli.
  public ProgressOption() {}

  /// The view that was asked for; lines where there is no terminal.
  ///
  /// @param control what keys change
  public ProgressView view(PrintStream out, SwarmControl control) {
    return switch (kind) {
      case AUTO -> forTerminal(out, control, System.getenv());
      case LIVE -> live(out, control, System.getenv());
      case PLAIN -> new LineView(out);
      case NONE -> ProgressView.none();
    };
  }

  /// The live view where a person looks at a terminal that understands it, else a line a second.
  static ProgressView forTerminal(
      PrintStream out, SwarmControl control, Map<String, String> environment) {
    boolean isTerminal = Output.isTerminal();
    boolean isDumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
    return isTerminal && !isDumb ? live(out, control, environment) : new LineView(out);
  }

  /// Signals stay the process's own: Ctrl-C has to end the run in good order.
  private static ProgressView live(
      PrintStream out, SwarmControl control, Map<String, String> environment) {
    Output.awaitWritten(TO_PRINT); // on the screen that the view hides, not on the view's
    try {
      return new LiveView(
          TerminalBuilder.builder()
              .system(true)
              .dumb(false)
              .nativeSignals(false)
              .encoding(StandardCharsets.UTF_8)
              .build(),
          environment.getOrDefault("NO_COLOR", "").isEmpty(),
          new KeySteering(control));
    } catch (IOException | IllegalStateException e) {
      return new LineView(out);
    }
  }
}
