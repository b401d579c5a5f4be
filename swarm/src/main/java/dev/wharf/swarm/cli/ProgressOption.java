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

/// The option `--progress`, which selects the display while a swarm runs.
public final class ProgressOption {
  @Option(
      names = "--progress",
      paramLabel = "HOW",
      defaultValue = "auto",
      description =
          "The display during the run: live (with keys that change the run; ? explains them), plain"
              + " (a line a second), none, or auto, which is live on a terminal and else plain.")
  private Kind kind = Kind.AUTO;

  private static final Duration PRINT_TIMEOUT = Duration.ofSeconds(1);

  private enum Kind {
    AUTO,
    LIVE,
    PLAIN,
    NONE
  }

  /// Creates the option with its default. picocli sets the value from the command line.
  public ProgressOption() {}

  /// Creates the view that the option selects. Where the terminal cannot be opened, the live view
  /// is replaced by a view that prints lines.
  ///
  /// @param control changes the run when a key is pressed
  public ProgressView view(PrintStream out, SwarmControl control) {
    return view(out, control, "");
  }

  /// Creates the view that the option selects, as [#view(PrintStream, SwarmControl)] does.
  ///
  /// @param note a line that the live view shows during the whole run, because it hides what was
  ///   printed before; empty for none
  public ProgressView view(PrintStream out, SwarmControl control, String note) {
    return switch (kind) {
      case AUTO -> forTerminal(out, control, note, System.getenv());
      case LIVE -> live(out, control, note, System.getenv());
      case PLAIN -> new LineView(out);
      case NONE -> ProgressView.none();
    };
  }

  /// Creates the live view on a terminal that can move the cursor. Elsewhere creates a view that
  /// prints a line a second.
  static ProgressView forTerminal(
      PrintStream out, SwarmControl control, String note, Map<String, String> environment) {
    boolean isTerminal = Output.isTerminal();
    boolean isDumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
    return isTerminal && !isDumb ? live(out, control, note, environment) : new LineView(out);
  }

  /// Creates the live view, or a view that prints lines when the terminal cannot be opened. The
  /// terminal object does not handle signals, because Ctrl-C must stop the run through the
  /// process's shutdown hook.
  private static ProgressView live(
      PrintStream out, SwarmControl control, String note, Map<String, String> environment) {
    // Earlier output belongs on the normal screen, which the live view hides.
    Output.awaitWritten(PRINT_TIMEOUT);
    try {
      return new LiveView(
          TerminalBuilder.builder()
              .system(true)
              .dumb(false)
              .nativeSignals(false)
              .encoding(StandardCharsets.UTF_8)
              .build(),
          environment.getOrDefault("NO_COLOR", "").isEmpty(),
          new KeySteering(control),
          note);
    } catch (IOException | IllegalStateException e) {
      return new LineView(out);
    }
  }
}
