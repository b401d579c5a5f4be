package dev.wharf.swarm.cli;

import dev.wharf.engine.log.AsyncPrintStream;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/// Standard output and error of a command. A thread that prints or logs does not wait for the
/// terminal or pipe, because a stopped terminal must not delay heartbeats.
///
/// Any thread that may block may call the methods other than [#takeOver].
public final class Output {
  /// The longest time that the process waits at its end until printed lines are written, for
  /// instance after a signal.
  private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(2);

  private static final Duration FOREVER = Duration.ofDays(365);

  private Output() {}

  /// Returns whether both standard input and standard output are a terminal, not a file or a pipe.
  @SuppressWarnings("SystemConsoleNull") // from JDK 25 on, null when input or output is a pipe
  public static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /// Replaces the streams of the process by streams that never block. Call this once, before the
  /// first output.
  public static void takeOver() {
    System.setErr(AsyncPrintStream.standardError(lost -> reportLost(lost, "standard error")));
    System.setOut(AsyncPrintStream.standardOutput(lost -> reportLost(lost, "standard output")));
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("output-end").unstarted(() -> awaitWritten(EXIT_TIMEOUT)));
  }

  /// Prints lines that must not be lost. Blocks until the terminal or pipe has taken all of them,
  /// without a time limit.
  public static void print(List<String> lines) {
    awaitWritten(FOREVER);
    lines.forEach(System.out::println);
    awaitWritten(FOREVER);
  }

  /// Waits until the terminal or pipe has taken all output.
  ///
  /// @param timeout the longest wait
  public static void awaitWritten(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    awaitWritten(System.out, timeout);
    awaitWritten(System.err, Duration.ofNanos(end - System.nanoTime()));
  }

  /// Waits without a time limit until standard output is written. After that, waits up to two
  /// seconds for standard error.
  public static void end() {
    awaitWritten(System.out, FOREVER);
    awaitWritten(System.err, EXIT_TIMEOUT);
  }

  private static void awaitWritten(PrintStream stream, Duration timeout) {
    if (stream instanceof AsyncPrintStream async) {
      boolean _ = async.awaitWritten(timeout);
    }
  }

  private static void reportLost(long lost, String stream) {
    System.err.println(lost + " lines of " + stream + " were dropped: its reader was too slow");
  }
}
