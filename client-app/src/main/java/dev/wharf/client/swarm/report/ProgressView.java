package dev.wharf.client.swarm.report;

import dev.wharf.client.cli.Terminal;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;

/// Shows a running swarm. Called by one thread.
public interface ProgressView {
  /// How often it wants to show something.
  Duration period();

  /// Shows the state.
  void show(Snapshot snapshot);

  /// Shows the last state.
  void end(Snapshot snapshot);

  /// Shows nothing.
  static ProgressView none() {
    return new ProgressView() {
      @Override
      public Duration period() {
        return Duration.ofSeconds(1);
      }

      @Override
      public void show(Snapshot snapshot) {}

      @Override
      public void end(Snapshot snapshot) {}
    };
  }

  /// The live view where `out` is a terminal that understands it, else a line a second.
  static ProgressView forTerminal(PrintStream out, Map<String, String> environment) {
    boolean isTerminal = Terminal.isInteractive();
    boolean isDumb = environment.getOrDefault("TERM", "dumb").equals("dumb");
    return isTerminal && !isDumb ? new LiveView(out) : new LineView(out);
  }
}
