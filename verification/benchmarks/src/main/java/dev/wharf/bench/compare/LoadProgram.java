package dev.wharf.bench.compare;

import dev.wharf.bench.BenchFailedException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Runs a load generator. The program prints one JSON object, and ends with exit code 0 when all
/// replies were right. It may pause while no frame is in flight, so that the server's figures can
/// be read.
final class LoadProgram {
  private static final String HOLDING = "HOLDING";

  private final Process process;
  private final Runnable onHold;

  private LoadProgram(Process process, Runnable onHold) {
    this.process = process;
    this.onHold = onHold;
  }

  /// Runs the generator to its end.
  static Outcome run(List<String> command) {
    return run(command, () -> {});
  }

  /// Runs the generator to its end.
  ///
  /// @param onHold called each time that the generator pauses
  static Outcome run(List<String> command, Runnable onHold) {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new BenchFailedException("the load cannot be run: " + e.getMessage(), e);
    }
    try {
      return new LoadProgram(process, onHold).toItsEnd();
    } catch (IOException | UncheckedIOException e) {
      throw new BenchFailedException("the load failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailedException("interrupted", e);
    } finally {
      process.destroy();
    }
  }

  private Outcome toItsEnd() throws IOException, InterruptedException {
    String last = "";
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        BufferedWriter writer = process.outputWriter(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.equals(HOLDING)) {
          onHold.run();
          writer.write('\n');
          writer.flush();
        } else {
          last = line;
        }
      }
    }
    int code = process.waitFor();
    if (!last.startsWith("{")) {
      throw new BenchFailedException("the load failed: " + last);
    }
    return new Outcome(code == 0, FlatJson.numbers(last));
  }
}
