package dev.wharf.swarm.cli;

import dev.wharf.engine.log.AsyncPrintStream;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/// Standard output and error of a command. Whoever prints or logs there never waits for the
/// terminal or pipe behind it: a stopped terminal must not hold up heartbeats.
///
/// All methods but [#takeOver] may be called from any thread that may block.
public final class Output {
  /// How long an end of the process that nobody asked for waits for what was printed.
  private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(2);

  private static final Duration FOREVER = Duration.ofDays(365);

  private Output() {}

  /// Whether a person sits at a terminal: neither input nor output is a file or a pipe.
  @SuppressWarnings("SystemConsoleNull") // null again from JDK 25 on, when a pipe is in the way
  public static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /// Puts streams that never block in the place of the process's. Once, before anything is printed.
  public static void takeOver() {
    System.setErr(AsyncPrintStream.standardError(lost -> tellLost(lost, "standard error")));
    System.setOut(AsyncPrintStream.standardOutput(lost -> tellLost(lost, "standard output")));
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("output-end").unstarted(() -> awaitWritten(EXIT_TIMEOUT)));
  }

  /// Prints lines that must not be lost: waits until all of them have been taken, however long that
  /// is. Not while anything else depends on the thread.
  public static void print(List<String> lines) {
    awaitWritten(FOREVER);
    lines.forEach(System.out::println);
    awaitWritten(FOREVER);
  }

  /// Waits until all that was printed has been taken.
  ///
  /// @param timeout the longest wait
  public static void awaitWritten(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    awaitWritten(System.out, timeout);
    awaitWritten(System.err, Duration.ofNanos(end - System.nanoTime()));
  }

  /// Waits until all that was printed has been taken, but not long for what went to standard error.
  public static void end() {
    awaitWritten(System.out, FOREVER);
    awaitWritten(System.err, EXIT_TIMEOUT);
  }

  private static void awaitWritten(PrintStream stream, Duration timeout) {
    if (stream instanceof AsyncPrintStream async) {
      boolean _ = async.awaitWritten(timeout);
    }
  }

  private static void tellLost(long lost, String stream) {
    System.err.println(lost + " lines of " + stream + " were dropped: its reader was too slow");
  }
}
