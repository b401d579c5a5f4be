package dev.wharf.bench.compare;

import dev.wharf.bench.BenchFailedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One run of the load generator against one server.
///
/// @param contender the server's title
/// @param load what was asked of it
/// @param round 0 for the round that is thrown away, then 1, 2, ...
/// @param exitCode of the load generator: 0 when every reply came and was right
/// @param line what it printed: one JSON object
/// @param values the numbers in it
record Run(
    String contender, Load load, int round, int exitCode, String line, Map<String, Double> values) {

  /// Has the load generator run to its end.
  static Run of(String contender, Load load, int round, List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      String line = said.strip();
      if (!line.startsWith("{")) {
        throw new BenchFailedException("the load on " + contender + " failed: " + line);
      }
      return new Run(contender, load, round, code, line, FlatJson.numbers(line));
    } catch (IOException e) {
      throw new BenchFailedException("the load cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchFailedException("interrupted", e);
    }
  }

  /// One line for people.
  String summary() {
    return String.format(
        Locale.ROOT,
        "%s, %s %s: %.2f us of CPU a message, %.0f messages a second%s",
        load,
        round == 0 ? "thrown away" : "round " + round,
        contender,
        cpuMicrosPerMessage(),
        value("messages_per_second"),
        isFaultless() ? "" : ", REPLIES WRONG OR MISSING");
  }

  /// Whether every reply came, and was right.
  boolean isFaultless() {
    return exitCode == 0;
  }

  /// What the server's process took for each message, in microseconds.
  double cpuMicrosPerMessage() {
    return value("server_cpu_seconds") * 1e6 / value("messages");
  }

  /// A number of the load generator's.
  double value(String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new BenchFailedException("the load did not tell " + name + ": " + line);
    }
    return value;
  }
}
